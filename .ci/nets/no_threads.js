// Runs `refusal()` of a wasm program, and prints what it gives.
const { readFileSync } = require("node:fs");

WebAssembly.instantiate(readFileSync(process.argv[2]), {})
    .then(({ instance }) => console.log(instance.exports.refusal()))
    .catch((error) => {
        console.error(error.stack);
        process.exit(1);
    });

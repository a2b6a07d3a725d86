//! Compiles the loop, where the C compiler has OpenMP.

const OPENMP: &str = "-fopenmp";

fn main() {
    println!("cargo:rerun-if-changed=loop.c");
    let mut build = cc::Build::new();
    build.file("loop.c").flag(OPENMP).cargo_warnings(false);
    // A compiler may know the flag and lack the header or, when it links, the library: `try_compile` finds the first two.
    if build.try_compile("openmp_loop").is_ok() && links() {
        println!("cargo:rustc-cfg=has_openmp");
        println!("cargo:rustc-link-lib={}", library());
    }
}

/// The library behind the flag: GCC's, or LLVM's.
fn library() -> &'static str {
    match cc::Build::new().get_compiler().is_like_clang() {
        true => "omp",
        false => "gomp",
    }
}

/// Whether a program with that library can be linked, which archiving the object has not shown.
fn links() -> bool {
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let program = std::path::Path::new(&out).join("links");
    let mut command = cc::Build::new().get_compiler().to_command();
    command.args([OPENMP, "-DWITH_MAIN", "loop.c", "-o"]);
    command.arg(program);
    command.arg(format!("-l{}", library()));
    command.output().is_ok_and(|output| output.status.success())
}

/* The two loops that a C programmer writes first. What an iteration does is compiled by rustc: it is the same code for every
   contender. */

#include <omp.h>
#include <stddef.h>

typedef void task(const void *context, size_t index);

void openmp_loop_static(int threads, size_t n, task *run, const void *context) {
#pragma omp parallel for num_threads(threads)
    for (size_t index = 0; index < n; index++)
        run(context, index);
}

void openmp_loop_guided(int threads, size_t n, task *run, const void *context) {
#pragma omp parallel for num_threads(threads) schedule(guided)
    for (size_t index = 0; index < n; index++)
        run(context, index);
}

#ifdef WITH_MAIN
int main(void) { return omp_get_max_threads() < 1; }
#endif

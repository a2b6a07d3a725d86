//! A thread pool with the API of Python's multiprocessing.pool.ThreadPool, its traps removed

//! What an experiment imports: the contenders and the workloads

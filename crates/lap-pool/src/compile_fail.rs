//! What does not compile, and must not: each rule of borrowing as a program that breaks it, beside one that keeps it
//! and differs in one line, or in where one stands. (Without its twin, a misspelt program would pass as one that is refused.)
//!
//! On a stable compiler the error codes are not compared; `RUSTC_BOOTSTRAP=1 cargo test -p lap-pool --doc` compares
//! them.
//!
//! # A task of a scope borrows what outlives the scope's closure, not what is made in it
//!
//! ```compile_fail,E0373
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! pool.scope(|scope| {
//!     let text = String::from("inside");
//!     let _ = scope.apply_async(|| text.len());
//! });
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("outside");
//! pool.scope(|scope| {
//!     let _ = scope.apply_async(|| text.len());
//! });
//! ```
//!
//! The same for `with`:
//!
//! ```compile_fail,E0373
//! lap_pool::ThreadPool::with(1, |pool| {
//!     let text = String::from("inside");
//!     let _ = pool.apply_async(|| text.len());
//! });
//! ```
//! ```
//! let text = String::from("outside");
//! lap_pool::ThreadPool::with(1, |pool| {
//!     let _ = pool.apply_async(|| text.len());
//! });
//! ```
//!
//! A stream of a scope:
//!
//! ```compile_fail,E0373
//! lap_pool::ThreadPool::with(1, |pool| {
//!     let text = String::from("inside");
//!     let _ = pool.imap(0..3, |x| text.len() + x).map(Iterator::count);
//! });
//! ```
//! ```
//! let text = String::from("outside");
//! lap_pool::ThreadPool::with(1, |pool| {
//!     let _ = pool.imap(0..3, |x| text.len() + x).map(Iterator::count);
//! });
//! ```
//!
//! # A task of an owned pool borrows nothing, unless the call waits for it
//!
//! ```compile_fail,E0597
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! let _ = pool.apply_async(move || borrowed.len());
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! let _ = pool.apply(move || borrowed.len());
//! ```
//!
//! ```compile_fail,E0597
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let words = vec!["borrowed"];
//! let _ = pool.map_async(&words, |word| word.len());
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let words = vec!["borrowed"];
//! let _ = pool.map(&words, |word| word.len());
//! ```
//!
//! A stream's closure must own what it uses; its source may borrow.
//!
//! ```compile_fail,E0597
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! let _ = pool.imap(0..3, move |x| borrowed.len() + x).unwrap().count();
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! let _ = pool.imap(borrowed.chars(), move |c| c.is_ascii()).unwrap().count();
//! ```
//!
//! A source that is read ahead must own what it uses too: its thread may outlive the stream.
//!
//! ```compile_fail,E0597
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! let _ = pool.options().readahead(1, move || borrowed.chars()).imap(|c| c).unwrap().count();
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let text = String::from("borrowed");
//! let borrowed = &text;
//! pool.scope(|scope| {
//!     let _ = scope.options().readahead(1, move || borrowed.chars()).imap(|c| c).unwrap().count();
//! });
//! ```
//!
//! # Neither a scope nor what borrows through it leaves the scope's closure
//!
//! The scope:
//!
//! ```compile_fail,E0521
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let mut kept = None;
//! pool.scope(|scope| kept = Some(scope));
//! assert!(kept.is_some());
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let mut kept = None;
//! pool.scope(|scope| kept = Some(scope.workers()));
//! assert!(kept.is_some());
//! ```
//!
//! A stream, though it borrow nothing:
//!
//! ```compile_fail,E0521
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let mut kept = None;
//! pool.scope(|scope| kept = Some(scope.imap(0..3, |x| x).unwrap()));
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let mut kept = None;
//! pool.scope(|_| kept = Some(pool.imap(0..3, |x| x).unwrap()));
//! ```
//!
//! A handle on one that is shared:
//!
//! ```compile_fail,E0521
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! std::thread::scope(|threads| {
//!     pool.scope(|scope| {
//!         let stream = scope.imap(0..3, |x| x).unwrap().shared();
//!         threads.spawn(move || stream.count());
//!     });
//! });
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! pool.scope(|scope| {
//!     std::thread::scope(|threads| {
//!         let stream = scope.imap(0..3, |x| x).unwrap().shared();
//!         threads.spawn(move || stream.count());
//!     });
//! });
//! ```
//!
//! A handle does not outlive what its result borrows; one whose result borrows nothing may leave, for the scope waits
//! for the task.
//!
//! ```compile_fail,E0597
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let handle = {
//!     let text = String::from("borrowed");
//!     pool.scope(|scope| scope.apply_async(|| text.as_str()).unwrap())
//! };
//! handle.get().unwrap();
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let handle = {
//!     let text = String::from("borrowed");
//!     pool.scope(|scope| scope.apply_async(|| text.len()).unwrap())
//! };
//! handle.get().unwrap();
//! ```
//!
//! # A scope's result borrows from outside the closure or not at all
//!
//! ```compile_fail,E0515
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let word = pool.scope(|scope| {
//!     let words = scope.map_async(0..1, |x| x.to_string()).unwrap().get().unwrap();
//!     words[0].as_str()
//! });
//! assert_eq!(word, "0");
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let word = pool.scope(|scope| {
//!     let words = scope.map_async(0..1, |x| x.to_string()).unwrap().get().unwrap();
//!     words[0].clone()
//! });
//! assert_eq!(word, "0");
//! ```
//!
//! # A map's result lives no longer than what it borrows
//!
//! ```compile_fail,E0505
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let words = vec![String::from("lap")];
//! let first = pool.map(&words, |word| &word[..1]).unwrap();
//! drop(words);
//! assert_eq!(first, ["l"]);
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let words = vec![String::from("lap")];
//! let first = pool.map(&words, |word| word[..1].to_owned()).unwrap();
//! drop(words);
//! assert_eq!(first, ["l"]);
//! ```
//!
//! # What goes to another thread can go there
//!
//! A closure:
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let number = std::rc::Rc::new(1);
//! let _ = pool.apply_async(move || *number + 1);
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let number = std::sync::Arc::new(1);
//! let _ = pool.apply_async(move || *number + 1);
//! ```
//!
//! A closure that several threads call:
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let sum = std::cell::Cell::new(0);
//! let _ = pool.map(0..3, |x| sum.set(x));
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let sum = std::sync::Mutex::new(0);
//! let _ = pool.map(0..3, |x| *sum.lock().unwrap() = x);
//! ```
//!
//! A result:
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.map(0..3, |x| std::rc::Rc::new(x));
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.map(0..3, |x| std::sync::Arc::new(x));
//! ```
//!
//! An item:
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.imap((0..3).map(std::rc::Rc::new), |x| *x);
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.imap((0..3).map(std::sync::Arc::new), |x| *x);
//! ```
//!
//! The source of a stream that several threads read:
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let first = std::rc::Rc::new(1);
//! let _ = pool.imap((0..3).map(move |x| x + *first), |x| x).unwrap().shared();
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let first = std::rc::Rc::new(1);
//! let _ = pool.imap((0..3).map(move |x| x + *first), |x| x).unwrap().results();
//! ```
//!
//! # What is exclusively borrowed is borrowed once
//!
//! ```compile_fail,E0499
//! let pool = lap_pool::ThreadPool::new(2).unwrap();
//! let mut count = 0;
//! pool.scope(|scope| {
//!     let _ = scope.apply_async(|| count += 1);
//!     let _ = scope.apply_async(|| count += 1);
//! });
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(2).unwrap();
//! let mut count = 0;
//! pool.scope(|scope| {
//!     let _ = scope.apply_async(|| count += 1);
//! });
//! ```
//!
//! By a map's closure not at all, which several threads may call at once:
//!
//! ```compile_fail,E0594
//! let pool = lap_pool::ThreadPool::new(2).unwrap();
//! let mut count = 0;
//! let _ = pool.map(0..3, |x| count += x);
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(2).unwrap();
//! let mut count = 0;
//! let _ = pool.map(&mut [0, 1, 2], |x| *x += 1).map(|_| count += 1);
//! ```
//!
//! # A map takes iterators and the collections it knows; the message says so
//!
//! ```compile_fail,E0277
//! struct Lanes(Vec<u32>);
//! impl IntoIterator for Lanes {
//!     type Item = u32;
//!     type IntoIter = std::vec::IntoIter<u32>;
//!     fn into_iter(self) -> Self::IntoIter { self.0.into_iter() }
//! }
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.map(Lanes(vec![1]), |lane| lane + 1);
//! ```
//! ```
//! struct Lanes(Vec<u32>);
//! impl IntoIterator for Lanes {
//!     type Item = u32;
//!     type IntoIter = std::vec::IntoIter<u32>;
//!     fn into_iter(self) -> Self::IntoIter { self.0.into_iter() }
//! }
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.map(Lanes(vec![1]).into_iter(), |lane| lane + 1);
//! ```
//!
//! # Tuples spread over as many arguments as they have values
//!
//! ```compile_fail,E0277
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.starmap([(1, 2, 3)], |a: i32, b: i32| a + b);
//! ```
//! ```
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! let _ = pool.starmap([(1, 2)], |a: i32, b: i32| a + b);
//! ```
//!
//! # How a join ended is looked at
//!
//! ```compile_fail
//! #![deny(unused_must_use)]
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! pool.close();
//! pool.join_timeout(std::time::Duration::ZERO).unwrap();
//! ```
//! ```
//! #![deny(unused_must_use)]
//! let pool = lap_pool::ThreadPool::new(1).unwrap();
//! pool.close();
//! let _ = pool.join_timeout(std::time::Duration::ZERO).unwrap();
//! ```

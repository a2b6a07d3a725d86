//! Tasks of several arguments: tuples spread over them.

/// The arguments of a task of several arguments: a tuple, or a reference to one.
///
/// This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not spread over the arguments `{Arguments}`",
    label = "an item of this input is `{Self}`",
    note = "an item is a tuple of as many values as the closure has arguments, or a reference to such a tuple, \
            which gives references to the values"
)]
pub trait Spread<Arguments>: sealed::Sealed<Arguments> {
    #[doc(hidden)]
    fn spread(self) -> Arguments;
}

mod sealed {
    pub trait Sealed<Arguments> {}
}

macro_rules! spread {
    ($($argument:ident)*) => {
        impl<$($argument),*> sealed::Sealed<($($argument,)*)> for ($($argument,)*) {}
        impl<$($argument),*> Spread<($($argument,)*)> for ($($argument,)*) {
            fn spread(self) -> ($($argument,)*) {
                self
            }
        }
        impl<'a, $($argument),*> sealed::Sealed<($(&'a $argument,)*)> for &'a ($($argument,)*) {}
        impl<'a, $($argument),*> Spread<($(&'a $argument,)*)> for &'a ($($argument,)*) {
            #[allow(non_snake_case, reason = "the macro names the variables after the types")]
            fn spread(self) -> ($(&'a $argument,)*) {
                let ($($argument,)*) = self;
                ($($argument,)*)
            }
        }
    };
}

spread!(A B);
spread!(A B C);
spread!(A B C D);

//! The place that a tree lies in, lent to one document after the other.
//!
//! Thousands of files are read one by one on each thread. An allocator that gets a tree's place back after each file gives it
//! to the system and asks for it again; a thread keeps one instead.

use std::{cell::Cell, ops::Deref};

use bumpalo::Bump;

/// A place of more bytes than this is given back: it was made for an unusual file.
const MOST_KEPT: usize = 256 * 1024;

thread_local! {
    static KEPT: Cell<Option<Bump>> = const { Cell::new(None) };
}

/// A place for a tree.
pub(super) struct Arena(Option<Bump>);

impl Arena {
    /// A place with room for so many bytes: the one that the thread keeps, where it has room.
    pub(super) fn with_room(room: usize) -> Self {
        let kept = KEPT.try_with(Cell::take).ok().flatten();
        Self(Some(kept.filter(|kept| kept.chunk_capacity() >= room).unwrap_or_else(|| Bump::with_capacity(room))))
    }
}

impl Deref for Arena {
    type Target = Bump;

    fn deref(&self) -> &Bump {
        self.0.as_ref().expect("a place is given back once, when it is dropped")
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        let Some(mut place) = self.0.take().filter(|place| place.allocated_bytes() <= MOST_KEPT) else { return };
        place.reset();
        // A thread that ends keeps nothing.
        KEPT.try_with(|kept| kept.set(Some(place))).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_lends_its_place_again_and_keeps_no_large_one() {
        let place = |arena: &Arena| std::ptr::from_ref(arena.alloc(0_u8)).addr();
        let first = Arena::with_room(1000);
        let (second, at) = (Arena::with_room(1000), place(&first));
        assert_ne!(place(&second), at, "two documents at once have two places");
        drop(second);
        drop(first);
        assert_eq!(place(&Arena::with_room(1000)), at);
        drop(Arena::with_room(MOST_KEPT + 1));
        assert!(KEPT.take().is_none());
    }
}

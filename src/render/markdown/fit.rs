//! What is shown where there is not room for everything: the gravest whole, others in a line, and the rest counted.

use super::super::rank::Rank;

/// How much text there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A comment of GitHub. It refuses more than 65,536 characters in some places and more than 262,144 bytes in others;
    /// so many units of UTF-16 are never more than either, and far from the million characters of GitLab.
    Comment,
    /// So many bytes.
    Bytes(usize),
}

/// The characters of a comment, as the narrowest of its limits counts them.
const OF_COMMENT: usize = 65_536;

impl Room {
    /// How many units there are.
    pub(super) fn size(self) -> usize {
        match self {
            Self::Comment => OF_COMMENT,
            Self::Bytes(bytes) => bytes,
        }
    }

    /// How many units a text takes.
    pub(super) fn taken_by(self, text: &str) -> usize {
        match self {
            Self::Comment => text.encode_utf16().count(),
            Self::Bytes(_) => text.len(),
        }
    }
}

/// A changed component that asks for room.
pub(super) struct Piece {
    /// Which heading it stands under.
    pub(super) family: usize,
    pub(super) rank: Rank,
    /// How much room it takes as a whole.
    pub(super) whole: usize,
    /// How much room its first line takes.
    pub(super) brief: usize,
}

/// How a component is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With all that changed in it.
    Whole,
    /// In one line.
    Brief,
    /// Not at all.
    Left,
}

/// The form of each piece, so that all of them fit into the room, with the headings that they stand under.
///
/// Where not everything fits, half of the room goes to one line for each, the gravest first, and what is left of it to
/// the gravest as a whole.
pub(super) fn forms(pieces: &[Piece], headings: &[usize], room: usize) -> Vec<Form> {
    let all: usize = pieces.iter().map(|piece| piece.whole).sum::<usize>() + headings.iter().sum::<usize>();
    if all <= room {
        return vec![Form::Whole; pieces.len()];
    }
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(pieces[*index].rank), *index));
    let mut forms = vec![Form::Left; pieces.len()];
    let mut headed = vec![false; headings.len()];
    let mut taken = 0;
    for index in &order {
        let piece = &pieces[*index];
        let heading = if headed[piece.family] { 0 } else { headings[piece.family] };
        if taken + heading + piece.brief > room / 2 {
            break;
        }
        taken += heading + piece.brief;
        headed[piece.family] = true;
        forms[*index] = Form::Brief;
    }
    for index in order.into_iter().filter(|index| forms[*index] == Form::Brief).collect::<Vec<_>>() {
        let piece = &pieces[index];
        if taken - piece.brief + piece.whole <= room {
            taken = taken - piece.brief + piece.whole;
            forms[index] = Form::Whole;
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Gravity;
    use std::collections::BTreeSet;

    fn piece(gravity: Option<Gravity>, whole: usize) -> Piece {
        Piece { family: 0, rank: Rank::of(gravity, &BTreeSet::new()), whole, brief: 10 }
    }

    #[test]
    fn the_gravest_is_whole_and_the_rest_as_far_as_there_is_room() {
        let pieces = [piece(None, 50), piece(Some(Gravity::Destructive), 60), piece(Some(Gravity::Notable), 90)];
        assert_eq!(forms(&pieces, &[5], 205), [Form::Whole; 3]);
        assert_eq!(forms(&pieces, &[5], 204), [Form::Brief, Form::Whole, Form::Whole]);
        assert_eq!(forms(&pieces, &[5], 130), [Form::Whole, Form::Whole, Form::Brief]);
        assert_eq!(forms(&pieces, &[5], 40), [Form::Left, Form::Brief, Form::Left]);
        assert_eq!(forms(&pieces, &[5], 4), [Form::Left; 3]);
    }

    #[test]
    fn a_comment_counts_as_its_narrowest_limit() {
        for (text, units) in [("abc", 3), ("ä注", 2), ("📦", 2)] {
            assert_eq!(Room::Comment.taken_by(text), units);
            assert!(Room::Comment.taken_by(text) >= text.chars().count());
            assert!(Room::Comment.taken_by(text) * 4 >= text.len());
        }
    }
}

use super::super::options::Totals;

/// What the server tells about the size of a collection, and how far that can be believed.
#[derive(Debug)]
pub(super) struct Total {
    believe: Totals,
    value: Option<u64>,
    is_wrong: bool,
    /// It was larger than what had arrived, so that it does not count the page.
    exceeded_page: bool,
}

/// What a total told with a page means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TotalNews {
    /// Nothing.
    None,
    /// It cannot be true, since more records were received already; it is not used any more.
    Wrong,
    /// Records were removed meanwhile, so that later ones moved forward, past the reader. Records that are
    /// added move others backward, where they are met twice.
    Shrunk,
}

impl Total {
    pub(super) fn new(believe: Totals) -> Self {
        Self { believe, value: None, is_wrong: believe == Totals::Ignore, exceeded_page: false }
    }

    /// Returns the total, if there is one that can be used.
    pub(super) fn value(&self) -> Option<u64> {
        self.value
    }

    /// Tells whether there are more records after an offset.
    pub(super) fn is_beyond(&self, offset: u64) -> bool {
        self.value.is_some_and(|total| offset < total)
    }

    /// Tells whether an offset is the end.
    pub(super) fn is_reached_at(&self, offset: u64) -> bool {
        self.value.is_some_and(|total| offset >= total)
    }

    /// Tells whether the total may be the number of records on the page.
    pub(super) fn may_count_the_page(&self) -> bool {
        !self.exceeded_page
    }

    /// Takes over what came with a page that ends at an offset of the collection.
    pub(super) fn take(&mut self, told: Option<u64>, end_of_page: u64) -> TotalNews {
        let Some(told) = told.filter(|_| !self.is_wrong) else {
            return TotalNews::None;
        };
        if told < end_of_page {
            self.distrust();
            return TotalNews::Wrong;
        }
        self.exceeded_page |= told > end_of_page;
        let shrunk = self.value.is_some_and(|known| told < known);
        self.value = Some(told);
        if shrunk && self.believe == Totals::Believe { TotalNews::Shrunk } else { TotalNews::None }
    }

    /// Uses no total from now on; false when that was so already.
    pub(super) fn distrust(&mut self) -> bool {
        self.value = None;
        !std::mem::replace(&mut self.is_wrong, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_believed_until_they_cannot_be_true() {
        let check = |believe, told: &[(u64, u64)], news, value| {
            let mut total = Total::new(believe);
            let last = told.iter().map(|(told, end)| total.take(Some(*told), *end)).last();
            assert_eq!((last, total.value()), (Some(news), value), "{told:?}");
        };
        check(Totals::Believe, &[(5, 2), (5, 4)], TotalNews::None, Some(5));
        check(Totals::Believe, &[(5, 2), (7, 4)], TotalNews::None, Some(7));
        check(Totals::Believe, &[(5, 2), (4, 4)], TotalNews::Shrunk, Some(4));
        check(Totals::Doubt, &[(5, 2), (4, 4)], TotalNews::None, Some(4));
        check(Totals::Believe, &[(2, 2), (2, 4)], TotalNews::Wrong, None);
        check(Totals::Believe, &[(2, 2), (2, 4), (9, 6)], TotalNews::None, None);
        check(Totals::Ignore, &[(5, 2)], TotalNews::None, None);
    }
}

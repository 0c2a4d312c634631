/// One fact for each numbered record of a file; records without one have the default.
#[derive(Debug, Default)]
pub(super) struct Facts<T>(Vec<T>);

impl<T: Clone + Default> Facts<T> {
    /// Sets the fact of a record.
    pub(super) fn set(&mut self, index: u32, fact: T) {
        *self.entry(index) = fact;
    }

    /// Returns the fact of a record for change.
    pub(super) fn entry(&mut self, index: u32) -> &mut T {
        let index = index as usize;
        if index >= self.0.len() {
            self.0.resize(index + 1, T::default());
        }
        &mut self.0[index]
    }

    /// Returns the fact of a record that has one.
    pub(super) fn get(&self, index: u32) -> Option<&T> {
        self.0.get(index as usize)
    }

    /// Iterates over the facts with the numbers of their records.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().enumerate().map(|(index, fact)| (index as u32, fact))
    }
}

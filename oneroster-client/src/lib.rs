//! An async OneRoster REST client: paging, retries, token life cycle, reads and writes.

//! Two states of an API in, changes out.

use super::change::{Change, Options};
use super::operations::OperationPairs;
use super::sink::ChangeSink;
use super::state::ApiPair;
use super::{calls, methods, reach, types};
use crate::ir::Api;

/// The changes from one state of an API to another, the most severe first.
pub fn compare(old: &Api, new: &Api, options: Options) -> Vec<Change> {
    let apis = ApiPair::new(old, new);
    let operations = OperationPairs::new(&apis);
    let mut sink = ChangeSink::new(options);
    calls::unpaired(&apis, &mut sink, &operations);
    methods::compare(&apis, &mut sink, &operations);
    for (index, &pair) in operations.both.iter().enumerate() {
        calls::compare(&apis, &mut sink, index, pair);
    }
    types::compare_reached(&apis, &mut sink);
    reach::changes(&apis, &operations, sink)
}

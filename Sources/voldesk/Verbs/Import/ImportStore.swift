// Where the files of `voldesk import` are stored.

import Feeds

extension VerbSpec {
  /// The flags of storing.
  static let importStoreFlags: [FlagSpec] = []
}

/// What was stored of a file.
struct StoredImport {
  /// What was done, for a person.
  let summary: String
  /// What was done, as the fields of a JSON object.
  let jsonFields: [(String, String)]
}

/// Stores files that were read and checked, all of them or none.
///
/// - Throws: What `read` throws, and a word on what cannot be stored.
func storeImport(
  _ paths: [String], _ invocation: Invocation, read: (String) throws -> MarketFile
) throws -> [StoredImport] {
  throw FeedError(
    file: paths.first ?? "", rule: "cannot be stored by this version; --dry-run reads and checks",
    code: "not-stored")
}

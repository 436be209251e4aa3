// Where the files of `voldesk import` are stored.

import Feeds

extension VerbSpec {
  /// The flags of storing.
  static let storeFlags: [FlagSpec] = []
}

/// Stores files that were read and checked, all or none.
///
/// - Returns: The exit code.
func storeImport(_ files: [MarketFile], _ invocation: Invocation) -> Int32 {
  complain("files cannot be stored by this version; --dry-run reads and checks them")
  return 2
}

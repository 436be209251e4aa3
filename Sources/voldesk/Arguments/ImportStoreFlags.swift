// The flags that say what an import keeps in the database.

import Persistence

extension VerbSpec {
  /// What `voldesk import` takes beside the flags of its report; `--symbol` is one of both.
  static let importStoreFlags: [FlagSpec] = [
    database,
    .init(
      "--since", "DATE", .date, "keep rows from this date on", excludes: ["--last-years"]),
    .init(
      "--last-years", "N", .integer(1...200), "keep so many years up to the newest date"),
    .init(
      "--downsample-pct", "P", .number(0.000001...100),
      "keep so many percent of each day's rows, at least one, by a fixed draw"),
    .init(
      "--if-exists", "WHAT", .choice(ExistingRows.allCases.map(\.rawValue)),
      "rows that another import holds: skip, replace, append (the default; the newest import is "
        + "read) or fail"),
    .init(
      "--consolidate", "", .alone, "the files are parts of one table: one format, each row once"),
    .init("--schema", "NAME", .text, "join dated values to this feature schema"),
  ]
}

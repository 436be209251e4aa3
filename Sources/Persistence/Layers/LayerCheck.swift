// Comparing layers with their manifest, and quotes with the run or the import that they name.

extension Verifier {
  /// Every part of a layer must hold what the manifest says, to the last bit.
  mutating func checkLayers() throws(StoreError) {
    guard try db.hasResearch() else { return }
    for row in try db.rows("SELECT layer, part, rows, sha256 FROM layers ORDER BY layer, part") {
      guard let layer = row[0].string, let part = row[1].string else { continue }
      let found = try db.measure(layer, part)
      if found?.rows != row[2].int {
        find(
          .layers,
          "\(layer) of \(part) has \(found?.rows ?? 0) rows, its manifest says \(row[2].int ?? 0)")
      } else if found?.sha256 != row[3].string {
        find(.layers, "\(layer) of \(part) differs from what its manifest says")
      }
    }
  }

  /// A quote belongs to a run that there is, or to an import that there is.
  mutating func checkQuoteOwners() throws(StoreError) {
    let orphans = """
      SELECT DISTINCT run FROM option_quotes AS q
      WHERE run>0 AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.run=q.run)
      OR run<0 AND NOT EXISTS
        (SELECT 1 FROM imports WHERE substr(sha256,1,12)=printf('%012x',-q.run))
      """
    for row in try db.rows(orphans) {
      let run = row[0].int ?? 0
      find(
        .references, run: run > 0 ? run : nil,
        run > 0
          ? "quotes refer to a run that does not exist"
          : "quotes refer to an import that does not exist")
    }
  }
}

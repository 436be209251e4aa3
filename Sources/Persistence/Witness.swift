// Comparing the journal with its witness, and reading it along its chain.

extension Connection {
  /// Refuses a journal that lost events the witness saw acknowledged.
  ///
  /// The witness must have been read first: a living desk moves the journal ahead of it.
  func checkWitness(_ reading: HeadReading?) throws(StoreError) {
    guard let head = reading?.head else {
      let events = try value("SELECT max(last_seq) FROM runs")?.int ?? 0
      guard events > 0 else { return }
      throw .witnessMissing(path: path, detail: reading == nil ? "is missing" : "is damaged")
    }
    guard head.seq > 0 else { return }
    let last = try value("SELECT max(seq) FROM journal WHERE run=?", [.int(head.run)])?.int ?? 0
    guard last >= head.seq else {
      throw .eventsMissing(path: path, run: head.run, count: head.seq - last, after: last)
    }
    let stored = try value(
      "SELECT hash FROM journal WHERE run=? AND seq=?", [.int(head.run), .int(head.seq)])
    guard stored == .blob(head.hash) else {
      throw .chainBroken(
        run: head.run, seq: head.seq, detail: "its hash differs from the one that was acknowledged")
    }
  }

  /// Visits the lines after an event, each checked against the chain that begins at its hash.
  func eachLine(
    run number: Int, after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) {
    var chain = HashChain()
    if seq > 0 {
      let stored = try value(
        "SELECT hash FROM journal WHERE run=? AND seq=?", [.int(number), .int(seq)])
      guard case .blob(let hash) = stored else {
        throw .chainBroken(run: number, seq: seq, detail: "the event is not in the journal")
      }
      chain = HashChain(hash)
    }
    var expected = seq
    let lines = "SELECT seq, line, hash FROM journal WHERE run=? AND seq>? ORDER BY seq"
    try each(lines, [.int(number), .int(seq)]) { row throws(StoreError) in
      expected += 1
      guard row.int(0) == expected else {
        throw .chainBroken(run: number, seq: expected, detail: "the event is missing")
      }
      let line = row.bytes(1)
      chain.append(line)
      guard row.bytes(2) == chain.value else {
        throw .chainBroken(
          run: number, seq: expected, detail: "the line does not match its hash")
      }
      try visit(JournalLine(seq: expected, line: line, hash: chain.value))
    }
  }
}

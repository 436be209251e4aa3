// Contracts of a file gathered into snapshots and series, with the rules every format shares.

import MarketData

/// Which of the optional columns a source has.
struct SourceColumns: OptionSet {
  let rawValue: Int
  static let quotes = SourceColumns(rawValue: 1)
  static let vendorVolatility = SourceColumns(rawValue: 2)
  static let price = SourceColumns(rawValue: 4)

  /// Bids and asks before prices before volatilities.
  var basis: QuoteBasis {
    contains(.quotes) ? .quotes : contains(.price) ? .prices : .volatilities
  }
}

/// One contract as it stands in a file; numbers are nil where the cell was empty.
struct ContractDraft {
  var root = PackedRoot(bits: 0)
  var expiry: CivilDate?
  var years: Double?
  var right = OptionRight.call
  var strike: Double?
  var bid: Double?
  var ask: Double?
  var last: Double?
  var volume: Double?
  var openInterest: Double?
  var vendorVolatility: Double?
  var vendorDelta: Double?
  var price: Double?
  var forward: Double?
  var discount: Double?
  var line = 0

  /// A price, volume or open interest below zero; nil when there is none.
  var negative: Double? {
    if let bid, bid < 0 { return bid }
    if let ask, ask < 0 { return ask }
    if let last, last < 0 { return last }
    if let volume, volume < 0 { return volume }
    if let openInterest, openInterest < 0 { return openInterest }
    if let price, price < 0 { return price }
    return nil
  }
}

/// Gathers the contracts of a file.
struct SnapshotBuilder {
  /// What tells snapshots of one file apart.
  private struct Key: Hashable {
    var underlying: PackedRoot
    var time: Instant?
  }

  private struct Draft {
    var key: Key
    var snapshot: ChainSnapshot
    /// Root and day (or bits of the years) of each series.
    var keys: [(root: PackedRoot, day: Int)] = []
    /// The series of the last contract.
    var current = 0
  }

  private var drafts: [Draft] = []
  private var current = 0
  private let columns: SourceColumns
  private(set) var findings = ChainFindings()

  init(columns: SourceColumns) { self.columns = columns }

  /// Counts a broken rule.
  mutating func note(_ rule: ChainRule, line: Int, _ value: @autoclosure () -> String) {
    findings.add(rule, line: line, value())
  }

  /// Makes the following contracts belong to a snapshot; its spot is the first one given.
  mutating func open(underlying: PackedRoot, time: Instant?, spot: Double?) {
    let key = Key(underlying: underlying, time: time)
    if !drafts.indices.contains(current) || drafts[current].key != key {
      if let found = drafts.firstIndex(where: { $0.key == key }) {
        current = found
      } else {
        drafts.append(
          Draft(
            key: key,
            snapshot: ChainSnapshot(
              underlying: underlying.text, spot: nil, time: time, basis: columns.basis, series: []))
        )
        current = drafts.count - 1
      }
    }
    if drafts[current].snapshot.spot == nil, let spot, spot > 0 {
      drafts[current].snapshot.spot = spot
    }
  }

  /// Adds a contract to the open snapshot, or counts why not.
  mutating func add(_ draft: ContractDraft) {
    guard let strike = draft.strike, strike > 0 else {
      note(.strike, line: draft.line, draft.strike.map { "strike \($0)" } ?? "no strike")
      return
    }
    if let value = draft.negative {
      note(.negative, line: draft.line, "\(value)")
      return
    }
    if let volatility = draft.vendorVolatility, volatility < 0 {
      note(.negativeVolatility, line: draft.line, "\(volatility)")
      return
    }
    let contract = ChainContract(
      strike: strike, right: draft.right, bid: positive(draft.bid), ask: positive(draft.ask),
      last: positive(draft.last), volume: draft.volume.flatMap { Int(exactly: $0.rounded()) },
      openInterest: draft.openInterest.flatMap { Int(exactly: $0.rounded()) },
      vendorVolatility: positive(draft.vendorVolatility), vendorDelta: draft.vendorDelta,
      price: positive(draft.price), empty: emptyCells(draft), line: draft.line)
    count(draft, contract)
    guard let series = series(of: draft) else { return }
    drafts[current].snapshot.series[series].contracts.append(contract)
  }

  private func emptyCells(_ draft: ContractDraft) -> EmptyCells {
    guard columns.contains(.quotes) else { return [] }
    var cells: EmptyCells = draft.bid == nil ? .bid : []
    if draft.ask == nil { cells.insert(.ask) }
    return cells
  }

  private func positive(_ value: Double?) -> Double? {
    guard let value, value > 0 else { return nil }
    return value
  }

  private mutating func count(_ draft: ContractDraft, _ contract: ChainContract) {
    func name() -> String { "\(contract.right.letter) \(contract.strike)" }
    if columns.contains(.quotes) {
      if draft.bid == nil || draft.ask == nil { note(.missingQuote, line: draft.line, name()) }
      if draft.bid == 0 { note(.zeroBid, line: draft.line, name()) }
      if draft.ask == 0 { note(.zeroAsk, line: draft.line, name()) }
      if let bid = draft.bid, let ask = draft.ask, bid > ask {
        note(.crossed, line: draft.line, "\(name()) bid \(bid) ask \(ask)")
      }
    }
    if columns.contains(.vendorVolatility), contract.vendorVolatility == nil {
      note(.zeroVolatility, line: contract.line, name())
    }
  }

  /// The series of a contract in the open snapshot, made when it is new.
  private mutating func series(of draft: ContractDraft) -> Int? {
    let day: Int
    if let expiry = draft.expiry {
      day = expiry.dayNumber
    } else if let years = draft.years {
      day = Int(bitPattern: UInt(years.bitPattern))
    } else {
      note(.date, line: draft.line, "no expiry")
      return nil
    }
    let keys = drafts[current].keys
    let last = drafts[current].current
    if keys.indices.contains(last), keys[last].day == day, keys[last].root == draft.root {
      return last
    }
    if let found = keys.lastIndex(where: { $0.day == day && $0.root == draft.root }) {
      drafts[current].current = found
      return found
    }
    let traits = RootTraits(root: draft.root.text)
    var years = draft.years ?? 0
    if draft.years == nil, let expiry = draft.expiry, let time = drafts[current].snapshot.time {
      years = (traits.expiration(of: expiry) - time).years
    }
    drafts[current].keys.append((draft.root, day))
    drafts[current].snapshot.series.append(
      ChainSeries(
        root: draft.root.text, expiry: draft.expiry,
        settlement: traits.terms(draft.expiry).settlement,
        style: traits.style, years: years, forward: draft.forward, discount: draft.discount,
        contracts: []))
    drafts[current].current = drafts[current].keys.count - 1
    return drafts[current].current
  }

  /// Sorts everything, drops what stands twice and strays, and hands out the snapshots.
  mutating func finish() -> [ChainSnapshot] {
    dropStrays()
    var snapshots: [ChainSnapshot] = []
    for var draft in drafts {
      for index in draft.snapshot.series.indices {
        let listed = draft.snapshot.series[index].contracts
        let sorted = inOrder(listed)
        draft.snapshot.duplicates += listed.count - sorted.count
        draft.snapshot.series[index].contracts = sorted
      }
      draft.snapshot.series.removeAll { $0.contracts.isEmpty }
      draft.snapshot.series.sort { ($0.years, $0.root) < ($1.years, $1.root) }
      if !draft.snapshot.series.isEmpty { snapshots.append(draft.snapshot) }
    }
    snapshots.sort { a, b in
      let first = a.time?.nanoseconds ?? .min
      let second = b.time?.nanoseconds ?? .min
      return (first, a.underlying) < (second, b.underlying)
    }
    return snapshots
  }

  private mutating func inOrder(_ contracts: [ChainContract]) -> [ChainContract] {
    func precedes(_ a: ChainContract, _ b: ChainContract) -> Bool {
      if a.strike != b.strike { return a.strike < b.strike }
      if a.right != b.right { return a.right == .call }
      return a.line < b.line
    }
    var isSorted = true
    for index in contracts.indices.dropFirst()
    where !precedes(contracts[index - 1], contracts[index]) {
      isSorted = false
      break
    }
    let sorted = isSorted ? contracts : contracts.sorted(by: precedes)
    func isRepeated(_ index: Int) -> Bool {
      index + 1 < sorted.count && sorted[index + 1].strike == sorted[index].strike
        && sorted[index + 1].right == sorted[index].right
    }
    guard sorted.indices.contains(where: isRepeated) else { return sorted }
    // Lines ascend within a contract, so the last quote of each stays.
    var latest: [ChainContract] = []
    for index in sorted.indices {
      let contract = sorted[index]
      if isRepeated(index) {
        note(.duplicate, line: contract.line, "\(contract.right.letter) \(contract.strike)")
      } else {
        latest.append(contract)
      }
    }
    return latest
  }

  /// Leaves out snapshots a year or more from every other one of the file, when they are few.
  private mutating func dropStrays() {
    let times = drafts.map { $0.snapshot.time }
    guard drafts.count > 2 else { return }
    let strays = drafts.indices.filter { index in
      guard let time = times[index] else { return false }
      return !times.indices.contains { other in
        guard other != index, let second = times[other] else { return false }
        return abs((time - second).years) < 1
      }
    }
    guard 3 * strays.count <= drafts.count else { return }
    for index in strays.reversed() {
      guard let time = times[index] else { continue }
      for series in drafts[index].snapshot.series {
        for contract in series.contracts {
          note(.strayDate, line: contract.line, "quotes of \(NewYorkTime.date(time))")
        }
      }
      drafts.remove(at: index)
    }
  }
}

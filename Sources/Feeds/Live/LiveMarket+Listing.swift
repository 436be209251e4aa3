// Which contracts there are, and the chains of a session.

import DeskEngine
import MarketData

extension LiveMarket {
  /// What a symbol stands for; a contract of a known underlying is learned from its first line.
  mutating func instrument(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(TickFault) -> LiveInstrument {
    guard let number = symbols.number(bytes, range) else { throw .unknownSymbol }
    while instruments.count <= number { instruments.append(nil) }
    if let known = instruments[number] { return known }
    let found = resolve(symbols.names[number], bytes, range)
    instruments[number] = found
    return found
  }

  private mutating func resolve(
    _ name: String, _ bytes: [UInt8], _ range: Range<Int>
  ) -> LiveInstrument {
    if let index = universe.symbols.firstIndex(of: name) { return .underlying(index) }
    if name == universe.volatilityIndex { return .volatilityIndex }
    if name == universe.volatilityIndex3M { return .volatilityIndex3M }
    if let contract = OptionContract(name) { return learn(contract) }
    if let symbol = OptionSymbol(bytes.span, from: range.lowerBound, to: range.upperBound),
      let strike = Money(dollars: symbol.strike), strike > .zero
    {
      return learn(
        OptionContract(
          root: symbol.root.text, expiry: symbol.expiry, right: symbol.right, strike: strike))
    }
    return .unknown
  }

  /// The contract under its own code, whatever spelling the feed used.
  mutating func learn(_ contract: OptionContract) -> LiveInstrument {
    let code = contract.description
    guard let number = symbols.number(code) else { return .unknown }
    while instruments.count <= number { instruments.append(nil) }
    if let known = instruments[number] { return known }
    guard let root = root(contract.root),
      let underlying = universe.symbols.firstIndex(of: roots[root].underlying)
    else { return .unknown }
    contracts.append(LiveContract(contract: contract, root: root, underlying: underlying))
    instruments[number] = .option(contracts.count - 1)
    return .option(contracts.count - 1)
  }

  /// A root by its symbol; one that no listing has described is taken by the exchange's rules.
  private mutating func root(_ symbol: String) -> Int? {
    if let known = roots.firstIndex(where: { $0.symbol == symbol }) { return known }
    let traits = RootTraits(root: symbol)
    let isIndex = traits.style == .european
    roots.append(
      OptionRoot(
        symbol: symbol, underlying: traits.underlying, style: traits.style,
        settlement: traits.terms().settlement, delivery: isIndex ? .cash : .physical,
        multiplier: 100,
        ticks: isIndex ? .index : .penny))
    return roots.count - 1
  }

  /// Takes a listing: the contracts of an underlying and what their root is.
  mutating func takeListing(
    _ line: TickLine, _ bytes: [UInt8]
  ) throws(TickFault) {
    let scan = JSONScan(bytes)
    guard let range = line.underlying else { throw .missingField }
    let underlying = scan.text(range)
    guard universe.symbols.contains(underlying) else { throw .unknownSymbol }
    for (place, range) in line.contracts.enumerated() {
      guard let contract = contract(scan, range) else { throw .unknownSymbol }
      describe(contract.root, underlying, line, scan)
      guard case .option(let index) = learn(contract) else { throw .unknownSymbol }
      if place < line.openInterest.count {
        contracts[index].openInterest = line.openInterest[place]
        // Told between sessions it belongs to the next, which dates it as it begins.
        contracts[index].openInterestTold = session?.date
      }
      if place < line.previousVolume.count {
        contracts[index].previousVolume = line.previousVolume[place]
      }
    }
  }

  private func contract(_ scan: JSONScan, _ range: Range<Int>) -> OptionContract? {
    if let contract = OptionContract(scan.text(range)) { return contract }
    guard
      let symbol = OptionSymbol(scan.bytes.span, from: range.lowerBound, to: range.upperBound),
      let strike = Money(dollars: symbol.strike), strike > .zero
    else { return nil }
    return OptionContract(
      root: symbol.root.text, expiry: symbol.expiry, right: symbol.right, strike: strike)
  }

  /// Sets what a listing says of a root that it names for the first time.
  private mutating func describe(
    _ symbol: String, _ underlying: String, _ line: TickLine, _ scan: JSONScan
  ) {
    guard !roots.contains(where: { $0.symbol == symbol }) else { return }
    let traits = RootTraits(root: symbol)
    let style = line.style.flatMap { ExerciseStyle(rawValue: scan.text($0)) } ?? traits.style
    let settlement = line.settlement.flatMap { SettlementTime(rawValue: scan.text($0)) }
    let delivery = line.delivery.flatMap { Delivery(rawValue: scan.text($0)) }
    let multiplier = line.multiplier.flatMap { Int(exactly: $0.rounded()) } ?? 100
    roots.append(
      OptionRoot(
        symbol: symbol, underlying: underlying, style: style,
        settlement: settlement ?? traits.terms().settlement,
        delivery: delivery ?? (style == .european ? .cash : .physical),
        multiplier: max(1, multiplier), ticks: style == .european ? .index : .penny))
  }

  // MARK: Chains

  /// The chains of a session: every contract that still trades, and its place in its chain.
  mutating func makeChains(_ session: Session) -> [OptionChain] {
    for index in contracts.indices {
      contracts[index].place = -1
      if contracts[index].openInterest != nil, contracts[index].openInterestTold == nil {
        contracts[index].openInterestTold = session.date
      }
    }
    var groups = universe.symbols.map { _ in [Int]() }
    for (index, contract) in contracts.enumerated()
    where lastTrade(contract) > session.open { groups[contract.underlying].append(index) }
    listed = universe.symbols.indices.filter {
      $0 == 0 || !groups[$0].isEmpty || prices[$0].spot != nil
    }
    placed = groups.reduce(0) { $0 + $1.count }
    return listed.map { makeChain($0, groups[$0]) }
  }

  private func expiration(_ contract: LiveContract) -> Instant {
    ExpiryTerms(roots[contract.root]).settlement(of: contract.contract.expiry)
  }

  private func lastTrade(_ contract: LiveContract) -> Instant {
    ExpiryTerms(roots[contract.root]).moments(of: contract.contract.expiry).lastTrade
  }

  private mutating func makeChain(_ underlying: Int, _ group: [Int]) -> OptionChain {
    let order = group.map { (expiration: expiration(contracts[$0]), index: $0) }.sorted {
      if $0.expiration != $1.expiration { return $0.expiration < $1.expiration }
      return contracts[$0.index].contract < contracts[$1.index].contract
    }
    var chain = OptionChain(underlying: universe.symbols[underlying])
    var first = 0
    while first < order.count {
      let head = contracts[order[first].index]
      let same = order[first...].prefix { item in
        let other = contracts[item.index].contract
        return other.root == head.contract.root && other.expiry == head.contract.expiry
      }
      let puts =
        same.firstIndex { contracts[$0.index].contract.right == .put } ?? same.endIndex
      chain.expiries.append(
        ChainExpiry(
          root: roots[head.root], date: head.contract.expiry, expiration: order[first].expiration,
          lastTrade: lastTrade(head), calls: first..<puts, puts: puts..<same.endIndex))
      first = same.endIndex
    }
    for (place, item) in order.enumerated() {
      contracts[item.index].place = Int32(place)
      chain.options.append(
        ListedOption(
          contract: contracts[item.index].contract,
          openInterest: contracts[item.index].openInterest,
          previousVolume: contracts[item.index].previousVolume))
    }
    chain.quotes = [Quote?](repeating: nil, count: chain.options.count)
    // What is told before or within a session was counted at the close before it.
    chain.openInterestDate = group.compactMap { contracts[$0].openInterestTold }.max()
      .map { TradingCalendar.session(before: $0).date }
    return chain
  }
}

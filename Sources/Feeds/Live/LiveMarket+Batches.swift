// Cutting batches, losing the feed, and taking up a recorded session again.

import DeskEngine
public import MarketData

extension LiveMarket {
  /// Makes a batch of everything that waits.
  ///
  /// - Parameters:
  ///   - isMinute: Whether a minute ends with it.
  ///   - start: The beginning of a session.
  ///   - end: Its end.
  ///   - notBefore: The earliest time that it may have; at least that of the newest line.
  ///   - now: The clock.
  mutating func cut(
    isMinute: Bool, start: SessionStart? = nil, end: SessionEnd? = nil, notBefore: Int64 = 0,
    at now: Int64? = nil
  ) {
    let time = max(max(latest, notBefore), lastItem + 1)
    let isWarm = isWarm(at: now ?? arrived ?? 0)
    var batch = MarketBatch(
      time: Instant(nanoseconds: time), start: start, end: end, isMinute: isMinute, isWarm: isWarm)
    batch.underlyings = takePrices(isMinute: isMinute)
    batch.chains = takeQuotes(isMinute: isMinute)
    if isWarm { state = .up }
    batchBegan = nil
    emit(.batch(batch))
    let jumps = heldJumps
    heldJumps = []
    for jump in jumps { note(clockJump: jump, at: now ?? arrived ?? 0) }
  }

  private mutating func takePrices(isMinute: Bool) -> [UnderlyingUpdate] {
    var updates: [UnderlyingUpdate] = []
    for index in listed {
      let bar = isMinute ? prices[index].minute : nil
      let hasIndex = index == 0 && isIndexPending
      guard prices[index].isPending || bar != nil || hasIndex, let spot = prices[index].spot else {
        continue
      }
      updates.append(
        UnderlyingUpdate(
          symbol: universe.symbols[index], spot: spot, bar: bar,
          volatilityIndex: index == 0 ? volatility.value : nil,
          volatilityIndex3M: index == 0 ? volatility3M.value : nil))
      prices[index].isPending = false
      if isMinute {
        prices[index].minute = nil
        prices[index].isMinuteSent = false
      }
      if index == 0 { isIndexPending = false }
    }
    return updates
  }

  private mutating func takeQuotes(isMinute: Bool) -> [ChainUpdate] {
    var groups = universe.symbols.map { _ in [Int32]() }
    for index in pending {
      contracts[Int(index)].isPending = false
      guard contracts[Int(index)].place >= 0 else { continue }
      groups[contracts[Int(index)].underlying].append(index)
    }
    pending.removeAll(keepingCapacity: true)
    var updates: [ChainUpdate] = []
    for underlying in listed {
      // A minute in which quotes came is judged even when the last ones came before its last batch.
      guard !groups[underlying].isEmpty || (isMinute && prices[underlying].isQuoted) else {
        continue
      }
      let order = groups[underlying].sorted {
        contracts[Int($0)].place < contracts[Int($1)].place
      }
      var update = ChainUpdate(
        underlying: universe.symbols[underlying], indices: [], quotes: [])
      update.indices.reserveCapacity(order.count)
      update.quotes.reserveCapacity(order.count)
      for index in order {
        guard let quote = contracts[Int(index)].quote else { continue }
        update.indices.append(contracts[Int(index)].place)
        update.quotes.append(quote)
      }
      updates.append(update)
      if isMinute { prices[underlying].isQuoted = false }
    }
    return updates
  }

  // MARK: The feed's state

  /// Whether enough was quoted on this connection, or long enough, to rely on it.
  private func isWarm(at now: Int64) -> Bool {
    if state == .up { return true }
    guard isHeard, let heardAt else { return false }
    if placed == 0 { return true }
    let wanted = Double(max(1, quotedBefore)) * rules.warmShare
    if Double(quotedHere) >= wanted { return true }
    return (isStored ? latest : now) - heardAt >= rules.warmAfter.nanoseconds
  }

  /// The source is lost: its quotes no longer count.
  public mutating func lose(_ reason: String, at now: Int64) {
    guard lastItem > 0, state != .down || isHeard else { return reconnect() }
    if batchBegan != nil, session != nil { cut(isMinute: false, at: now) }
    state = .down
    tell(reason, at: now)
    reconnect()
  }

  /// What comes from now on comes on another connection.
  private mutating func reconnect() {
    connection += 1
    quotedBefore = session == nil ? 0 : contracts.count { $0.place >= 0 && $0.quote != nil }
    quotedHere = 0
    isHeard = false
    heardAt = nil
    farCount = 0
  }

  /// Nothing new has come for a while.
  mutating func grow(stale reason: String, at now: Int64) {
    guard state == .up else { return }
    if batchBegan != nil, session != nil { cut(isMinute: false, at: now) }
    state = .stale
    isHeard = false
    tell(reason, at: now)
  }

  private mutating func tell(_ reason: String, at now: Int64) {
    let time = max(exchangeTime(at: now), lastItem + 1)
    emit(.feed(state, reason: reason, time: Instant(nanoseconds: time)))
  }

  /// The machine's clock left the one that never jumps; told after the first batch at the earliest,
  /// since a run begins with a market.
  public mutating func note(clockJump jump: TimeSpan, at now: Int64) {
    guard lastItem > 0 else {
      heldJumps.append(jump)
      return
    }
    let time = max(exchangeTime(at: now), lastItem + 1)
    emit(.clock(jump: jump, time: Instant(nanoseconds: time)))
  }

  // MARK: Resuming

  /// Takes an item that an earlier process has recorded, to go on after it.
  public mutating func restore(_ item: TapeItem) {
    lastItem = item.time.nanoseconds
    switch item {
    case .feed(let told, _, _): state = told
    case .clock: break
    case .batch(let batch):
      latest = max(latest, lastItem)
      minute = (lastItem - 1) / 60_000_000_000
      if let start = batch.start { restore(start) }
      for update in batch.underlyings { restore(update, at: lastItem) }
      for update in batch.chains { restore(update) }
      if batch.isWarm { state = .up }
      if let end = batch.end, let running = session {
        for bar in end.bars { keep(bar, of: running.date) }
        forgetSession(running)
      }
    }
  }

  /// Takes the finished sessions of a run whose tape is not read again from its beginning.
  public mutating func restore(_ bars: [SessionBar], of date: CivilDate) {
    for bar in bars { keep(bar, of: date) }
  }

  private mutating func restore(_ start: SessionStart) {
    session = start.session
    minute = lastItem / 60_000_000_000
    for chain in start.chains {
      for expiry in chain.expiries where !roots.contains(where: { $0.symbol == expiry.root.symbol })
      {
        roots.append(expiry.root)
      }
      for option in chain.options {
        guard case .option(let index) = learn(option.contract) else { continue }
        contracts[index].openInterest = option.openInterest
        contracts[index].openInterestTold = chain.openInterestDate.map {
          TradingCalendar.next(after: $0)
        }
        contracts[index].previousVolume = option.previousVolume
      }
    }
    _ = makeChains(start.session)
    listed = universe.symbols.indices.filter { index in
      start.chains.contains { $0.underlying == universe.symbols[index] }
    }
    placeIndex = []
    quotedBefore = placed
  }

  private mutating func restore(_ update: UnderlyingUpdate, at time: Int64) {
    guard let index = universe.symbols.firstIndex(of: update.symbol) else { return }
    if let bar = update.bar {
      prices[index].take(bar, at: time)
      prices[index].sendsBars = false
      prices[index].minute = nil
      prices[index].isMinuteSent = false
      // A provider's bar comes a minute late; what came before it is not taken again.
      prices[index].barEnd = (time / 60_000_000_000 - 1) * 60_000_000_000
    } else {
      prices[index].take(update.spot, volume: 0, at: time)
    }
    prices[index].spot = update.spot
    prices[index].isPending = false
    if index == 0 {
      if let value = update.volatilityIndex { volatility.value = value }
      if let value = update.volatilityIndex3M { volatility3M.value = value }
    }
  }

  private mutating func restore(_ update: ChainUpdate) {
    guard let underlying = universe.symbols.firstIndex(of: update.underlying) else { return }
    if placeIndex.isEmpty || placeIndex[underlying].isEmpty { indexPlaces() }
    for (position, place) in update.indices.enumerated() {
      guard placeIndex[underlying].indices.contains(Int(place)) else { continue }
      contracts[placeIndex[underlying][Int(place)]].quote = update.quotes[position]
    }
  }

  /// Contracts by their places, for taking up recorded quotes.
  private mutating func indexPlaces() {
    placeIndex = universe.symbols.map { _ in [] }
    for underlying in universe.symbols.indices {
      let own = contracts.indices.filter {
        contracts[$0].underlying == underlying && contracts[$0].place >= 0
      }
      placeIndex[underlying] = own.sorted { contracts[$0].place < contracts[$1].place }
    }
  }
}

// The clocks of a live market: minutes end, sessions begin and end, silence makes the feed stale.

import DeskEngine
public import MarketData

/// Nanoseconds of a minute.
private let minuteLength: Int64 = 60_000_000_000

extension LiveMarket {
  /// Moves the exchange's time to that of a line.
  mutating func advance(to time: Int64, at now: Int64) throws(TickFault) {
    try believe(time, at: now)
    findDay(time)
    if let running = session {
      if time >= running.close.nanoseconds {
        closeSession()
      } else if time / minuteLength > minute {
        closeMinute(following: time / minuteLength)
      } else if isStored, let batchBegan, time - batchBegan >= rules.batch.nanoseconds {
        cut(isMinute: false)
      }
    }
    latest = max(latest, time)
    arrived = now
    if session == nil {
      guard let next = day.session, time >= next.open.nanoseconds,
        time < next.close.nanoseconds, time > closedUntil
      else { throw .closed }
      if gatheringSince == nil { gatheringSince = isStored ? time : now }
    }
  }

  /// A time far ahead of the feed's own clock is believed when it comes a third time.
  private mutating func believe(_ time: Int64, at now: Int64) throws(TickFault) {
    guard latest > 0 else { return }
    let expected = exchangeTime(at: now)
    guard time - expected > rules.farAhead.nanoseconds else {
      farCount = 0
      return
    }
    let isAgain = abs(time - farTime) <= rules.farAhead.nanoseconds
    farCount = isAgain ? farCount + 1 : 1
    farTime = time
    guard farCount >= 3 else { throw .future }
    farCount = 0
  }

  /// Looks up the session of a moment's date, once a date.
  private mutating func findDay(_ time: Int64) {
    guard time < day.from || time >= day.to else { return }
    let date = NewYorkTime.date(Instant(nanoseconds: time))
    day = (
      NewYorkTime.instant(date, secondOfDay: 0).nanoseconds,
      NewYorkTime.instant(date.adding(days: 1), secondOfDay: 0).nanoseconds,
      TradingCalendar.session(on: date)
    )
  }

  /// Says how far the clock has come; what is due by then is made.
  public mutating func pass(to now: Int64) {
    if let since = gatheringSince, session == nil {
      // Listed contracts get a batch's time for their first quotes.
      let wait = isListed ? rules.batch : rules.gathering
      if (isStored ? latest : now) - since >= wait.nanoseconds { begin(at: now) }
    }
    guard let session else { return }
    let time = exchangeTime(at: now)
    if !isStored {
      if time >= session.close.nanoseconds + rules.grace.nanoseconds { return closeSession() }
      let end = (minute + 1) * minuteLength
      if time >= end + rules.batch.nanoseconds { closeMinute(following: time / minuteLength) }
      if let batchBegan, now - batchBegan >= rules.batch.nanoseconds { cut(isMinute: false) }
      if state == .up, now - quoteArrived >= rules.staleAfter.nanoseconds {
        let seconds = Int(rules.staleAfter.seconds)
        grow(stale: "no quote for \(seconds) s", at: now)
      }
    }
  }

  /// Ends a stream for good: what waits is handed out.
  public mutating func finish(
    _ splitter: inout LineSplitter, _ reason: String, at now: Int64
  ) {
    splitter.finish { take($0, $1, at: now) }
    if session == nil, gatheringSince != nil { begin(at: now) }
    if let session, latest >= session.close.nanoseconds - minuteLength { closeSession() }
    lose(reason, at: now)
  }

  // MARK: Sessions

  private mutating func begin(at now: Int64) {
    guard let next = day.session else { return }
    gatheringSince = nil
    isListed = false
    let chains = makeChains(next)
    var start = past(next.date).start(of: next, chains)
    addFinished(&start, before: next.date)
    session = next
    minute = latest / minuteLength
    quotedHere = contracts.count { $0.place >= 0 && $0.isPending && $0.connection == connection }
    quotedBefore = placed
    quoteArrived = now
    for index in prices.indices where !prices[index].isPending { prices[index].beginDay() }
    cut(isMinute: true, start: start, at: now)
  }

  /// Adds the sessions that this feed has finished to the history it began with.
  private func addFinished(_ start: inout SessionStart, before date: CivilDate) {
    for (position, underlying) in listed.enumerated() {
      let own = finished[underlying]
      var history = start.histories[position]
      let bar = history.bars.last?.date
      history.bars += own.bars.filter { $0.date < date && (bar == nil || $0.date > bar ?? date) }
      let value = history.volatilityIndex.last?.date
      history.volatilityIndex += own.volatility.filter {
        $0.date < date && (value == nil || $0.date > value ?? date)
      }
      let value3M = history.volatilityIndex3M.last?.date
      history.volatilityIndex3M += own.volatility3M.filter {
        $0.date < date && (value3M == nil || $0.date > value3M ?? date)
      }
      start.histories[position] = history
    }
  }

  /// Ends the session with its last minute.
  mutating func closeSession() {
    guard let running = session else { return }
    let bars = listed.compactMap { index -> SessionBar? in
      prices[index].day.map {
        SessionBar(
          symbol: universe.symbols[index], bar: $0,
          volatilityIndex: index == 0 ? volatility.value : nil,
          volatilityIndex3M: index == 0 ? volatility3M.value : nil)
      }
    }
    for bar in bars { keep(bar, of: running.date) }
    let end = SessionEnd(
      bars: bars, next: TradingCalendar.next(after: running.date), simulator: [])
    cut(isMinute: true, end: end, notBefore: running.close.nanoseconds, at: arrived ?? 0)
    forgetSession(running)
  }

  mutating func forgetSession(_ running: Session) {
    session = nil
    closedUntil = running.close.nanoseconds - 1
    gatheringSince = nil
    for index in prices.indices { prices[index].beginDay() }
    for index in contracts.indices {
      contracts[index].place = -1
      contracts[index].isPending = false
      contracts[index].quote?.volume = 0
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Takes daily bars that a provider knows of the time before this feed; a day that is known stays.
  public mutating func remember(_ bars: [DailyBar], of symbol: String) {
    guard let index = universe.symbols.firstIndex(of: symbol) else { return }
    var all = finished[index].bars
    var known = Set(all.map(\.date))
    for bar in bars where known.insert(bar.date).inserted { all.append(bar) }
    finished[index].bars = all.sorted { $0.date < $1.date }
  }

  /// Exchange time at which the newest minute ends that the feed has sent of a symbol; 0 before one.
  public func newestBar(of symbol: String) -> Int64 {
    universe.symbols.firstIndex(of: symbol).map { prices[$0].barEnd } ?? 0
  }

  mutating func keep(_ bar: SessionBar, of date: CivilDate) {
    guard let index = universe.symbols.firstIndex(of: bar.symbol) else { return }
    finished[index].bars.append(DailyBar(date: date, bar: bar.bar))
    if let value = bar.volatilityIndex {
      finished[index].volatility.append(DailyValue(date: date, value: value))
    }
    if let value = bar.volatilityIndex3M {
      finished[index].volatility3M.append(DailyValue(date: date, value: value))
    }
  }

  // MARK: Minutes

  /// Ends the minute in the making, if anything came in it.
  private mutating func closeMinute(following next: Int64) {
    let end = (minute + 1) * minuteLength
    let hasNews =
      batchBegan != nil || prices.contains { $0.minute != nil || $0.isQuoted }
    if hasNews { cut(isMinute: true, notBefore: end, at: arrived ?? 0) }
    minute = next
  }
}

extension LivePast {
  /// The start of a session with these chains; a symbol without history has an empty one.
  func start(of session: Session, _ chains: [OptionChain]) -> SessionStart {
    var start = SessionStart(
      session: session, chains: chains,
      histories: chains.map { chain in
        histories.first { $0.symbol == chain.underlying }
          ?? DailyHistory(
            symbol: chain.underlying, bars: [], volatilityIndex: [], volatilityIndex3M: [])
      }, events: events, rate: rate, yield: yield, notes: notes)
    actions.apply(to: &start)
    return start
  }
}

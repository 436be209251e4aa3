// The smile of one expiry: a volatility and a delta for each of its options.
//
// Each strike takes the volatility of its out-of-the-money mid, which serves its call and its put;
// the in-the-money mid steps in only where the other has no price and its own time value is more
// than half its spread. At the two strikes around the forward both sides are solved and averaged.

import MarketData

/// Works on one expiry; arrays over options start at the expiry's first option.
struct SmileBuilder {
  private let first: Int
  private let strikes: [Double]
  private let calls: [Int]
  private let puts: [Int]
  /// Mid of each two-sided quote, else zero, and half its spread.
  private var mids: [Double]
  private var halves: [Double]

  /// Volatility of each option, zero for none.
  private(set) var volatilities: [Double]
  /// Black-76 delta of each option with a volatility.
  private(set) var deltas: [Double]
  /// Strikes with a volatility.
  private(set) var count = 0
  /// Volatility at the forward.
  private(set) var atm: Double?

  /// Sorts the quotes of an expiry by quality and keeps the mids of the two-sided ones.
  init(
    _ expiry: ChainExpiry, _ ladder: StrikeLadder, chain: OptionChain, time: Instant,
    rules: SurfaceRules, doubts: [QuoteQuality], tally: inout ChainTally
  ) {
    strikes = ladder.strikes
    calls = ladder.calls
    puts = ladder.puts
    let size = expiry.options.count
    first = expiry.options.lowerBound
    mids = [Double](repeating: 0, count: size)
    halves = mids
    volatilities = mids
    deltas = mids
    let quotes = chain.quotes.span
    var good = 0
    for option in expiry.options {
      guard let quote = quotes[option] else { continue }
      var quality = rules.quotes.quality(quote, at: time)
      if quality == .good, option < doubts.count { quality = doubts[option] }
      // Most are good, and a good one has an ask.
      if quality == .good { good += 1 } else { tally.add(quality, hasAsk: quote.ask.units > 0) }
      switch quality {
      case .good, .wide:
        mids[option - first] = quote.mid
        halves[option - first] = 0.5 * quote.spread
      // A locked market is on its way through one side: its price is no mid.
      case .stale, .crossed, .locked, .oneSided, .invalid: break
      }
    }
    tally.qualities[QuoteQuality.good.index] += good
  }

  /// The strikes whose call and put both have a mid.
  func pairs() -> [ParityPair] {
    var pairs: [ParityPair] = []
    pairs.reserveCapacity(strikes.count)
    for index in strikes.indices {
      let (call, put) = (calls[index], puts[index])
      guard call >= 0, put >= 0, mids[call] > 0, mids[put] > 0 else { continue }
      pairs.append(
        ParityPair(
          strike: strikes[index], difference: mids[call] - mids[put],
          tolerance: ParityFit.tolerance(
            mids: (mids[call], mids[put]), halves: (halves[call], halves[put]))))
    }
    return pairs
  }

  /// Solves the volatilities, drops what stands off the smile and fills in the deltas.
  mutating func solve(
    _ chain: OptionChain, parity: ParityFit, years: Double, tally: inout ChainTally
  ) {
    let root = years.squareRoot()
    let line = MoneynessLine(strikes: strikes, parity: parity)
    for index in strikes.indices { checkBounds(index, chain, parity: parity, tally: &tally) }
    let totals = totalVolatilities(line, parity: parity)
    var smile: [Double] = []
    var k: [Double] = []
    var positions: [Int] = []
    smile.reserveCapacity(strikes.count)
    k.reserveCapacity(strikes.count)
    positions.reserveCapacity(strikes.count)
    for index in strikes.indices {
      guard totals[index] > 0 else { continue }
      let volatility = totals[index] / root
      guard volatility >= 0.01, volatility <= 5 else {
        tally.badVolatilities += 1
        continue
      }
      smile.append(volatility)
      k.append(line.k[index])
      positions.append(index)
    }
    for position in smileOutliers(k: k, volatilities: smile).reversed() {
      tally.outliers += 1
      smile.remove(at: position)
      k.remove(at: position)
      positions.remove(at: position)
    }
    count = smile.count
    atm = SmileBuilder.interpolateAtForward(k: k, volatilities: smile)
    fill(k: k, smile: smile, positions: positions, root: root, discount: parity.discount)
  }

  /// Total volatility of each strike from its out-of-the-money mid, or of both mids; zero for none.
  private func totalVolatilities(_ line: MoneynessLine, parity: ParityFit) -> [Double] {
    let forward = parity.forward
    // The last strike at or below the forward and the one after it are solved on both sides.
    let above = strikes.firstIndex { $0 > forward } ?? strikes.count
    var job = TotalVolatilityJob(capacity: strikes.count)
    for index in strikes.indices {
      let isCallOutside = strikes[index] > forward
      let outer = isCallOutside ? calls[index] : puts[index]
      var value = normalised(outer, inside: 0, line, index, parity)
      if value == 0 {
        let inner = isCallOutside ? puts[index] : calls[index]
        value = normalised(
          inner, inside: abs(forward - strikes[index]), line, index, parity)
      }
      job.add(x: -abs(line.k[index]), value: value, bound: line.bounds[index])
    }
    var totals = job.solved()
    for index in max(above - 1, 0)..<min(above + 1, strikes.count) where totals[index] > 0 {
      let isCallOutside = strikes[index] > forward
      let (outer, inner) =
        isCallOutside ? (calls[index], puts[index]) : (puts[index], calls[index])
      let value = normalised(inner, inside: abs(forward - strikes[index]), line, index, parity)
      guard value > 0, normalised(outer, inside: 0, line, index, parity) > 0 else { continue }
      let other = impliedTotalVolatility(x: -abs(line.k[index]), value: value)
      totals[index] = 0.5 * (totals[index] + other)
    }
    return totals
  }

  /// The time value of a mid over D sqrt(F K); zero when no volatility gives it, or when it is not
  /// more than half of the spread of an option in the money.
  private func normalised(
    _ option: Int, inside: Double, _ line: MoneynessLine, _ index: Int, _ parity: ParityFit
  ) -> Double {
    guard option >= 0, mids[option] > 0 else { return 0 }
    let timeValue = mids[option] - inside * parity.discount
    guard inside == 0 || timeValue > halves[option] else { return 0 }
    let value = timeValue * line.scales[index]
    return value > 0 && value < line.bounds[index] ? value : 0
  }

  /// Counts quotes no trader could hold against the forward: an ask under the exercise value, or a
  /// bid over the most the option can be worth.
  private mutating func checkBounds(
    _ index: Int, _ chain: OptionChain, parity: ParityFit, tally: inout ChainTally
  ) {
    let strike = strikes[index]
    let call = parity.discount * max(parity.forward - strike, 0)
    let put = parity.discount * max(strike - parity.forward, 0)
    check(calls[index], least: call, most: parity.discount * parity.forward)
    check(puts[index], least: put, most: parity.discount * strike)

    func check(_ option: Int, least: Double, most: Double) {
      guard option >= 0, mids[option] > 0 else { return }
      // What stands clear of the bounds is not looked up in the chain.
      let (mid, half) = (mids[option], halves[option])
      if mid + half > least, mid - half < most { return }
      guard let quote = chain.quotes[first + option] else { return }
      // A fitted forward is known to a few cents only.
      let slack = 0.05 + 1e-4 * parity.forward
      if quote.ask.dollars < least - slack || quote.bid.dollars > most + slack {
        tally.outOfBounds += 1
        mids[option] = 0
      }
    }
  }

  private mutating func fill(
    k: [Double], smile: [Double], positions: [Int], root: Double, discount: Double
  ) {
    let shares = callShares(k: k, volatilities: smile, root: root)
    for index in smile.indices {
      let (call, put) = (calls[positions[index]], puts[positions[index]])
      if call >= 0 {
        volatilities[call] = smile[index]
        deltas[call] = discount * shares.calls[index]
      }
      if put >= 0 {
        volatilities[put] = smile[index]
        deltas[put] = -discount * shares.puts[index]
      }
    }
  }

  /// Linear in log-moneyness between the nearest strikes on both sides of the forward.
  private static func interpolateAtForward(k: [Double], volatilities: [Double]) -> Double? {
    guard let above = k.firstIndex(where: { $0 > 0 }), above > 0 else { return nil }
    let low = k[above - 1]
    let high = k[above]
    guard low > -0.1, high < 0.1 else { return nil }
    let share = -low / (high - low)
    return volatilities[above - 1] + share * (volatilities[above] - volatilities[above - 1])
  }
}

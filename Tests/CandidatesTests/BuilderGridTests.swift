import Glibc
import MarketData
import Pricing
import Structures
import Testing

/// Every builder against a plain search over prices that shares no code with the payoff engine.
@Suite("Builders against a grid of prices")
struct BuilderGridTests {
  struct Case: CustomStringConvertible, Sendable {
    var kind: StructureKind
    var index: Double
    var spot: Double
    var description: String { "\(kind.rawValue) \(index) \(spot)" }
  }

  static let cases: [Case] = StructureKind.allCases.flatMap { kind in
    [12.0, 20, 34].flatMap { index in
      [2_700.0, 4_300].map { Case(kind: kind, index: index, spot: $0) }
    }
  }

  /// What can be built of a kind: any expiry, any width, both rights where the kind leaves the choice.
  static func built(_ row: Case) -> [BuiltStructure] {
    var settings = SyntheticMarket.Settings()
    settings.volatilityIndex = row.index
    settings.spot = row.spot
    settings.inversion = row.kind == .calendar ? 0.4 : 0
    let market = SyntheticMarket(settings)
    var context = market.context(
      LiquidityRules(openInterest: 0, volume: 0, spreadShare: 1, tightSpread: Money(units: 500)))
    context.targets = row.index > 30 ? .panic : .standard
    var found: [BuiltStructure] = []
    for expiry in 1..<6 {
      let backs: [Int?] = row.kind.hasTwoExpiries ? [expiry + 2, expiry + 3] : [nil]
      for back in backs {
        for share in [0.04, 0.02, 0.01, 0.005] {
          for right in OptionRight.allCases {
            let request = BuildRequest(
              kind: row.kind, expiry: expiry, backExpiry: back, width: share * row.spot,
              centre: nil, shortDistance: nil, right: right, frontIsDear: true)
            guard let structure = try? buildStructure(request, in: context) else { continue }
            if !found.contains(structure) { found.append(structure) }
          }
        }
      }
    }
    return found
  }

  @Test("loss, profit and break-evens are those of a search over prices", arguments: cases)
  func grid(_ row: Case) throws {
    for structure in Self.built(row) {
      let truth = PlainPayoff(structure)
      let payoff = ExpiryPayoff(
        legs: structure.modelLegs, net: structure.net.dollars, volatilityShift: 0)
      let unit = Double(structure.multiplier)
      let loss = -truth.worst * unit + structure.fees.dollars
      if row.kind.hasTwoExpiries {
        // The proof counts exercise values and the carry of the long; the market is never worse.
        #expect(structure.proof.bound.dollars >= loss - 0.01)
      } else {
        #expect(abs(structure.proof.bound.dollars - loss) < 0.01, "\(structure.proof)")
      }
      let best = try #require(payoff.best)
      // A sampled peak between two prices of the grid may be missed by a hair.
      #expect(abs(best - truth.best) < (row.kind.hasTwoExpiries ? 0.02 * truth.best + 0.05 : 1e-9))
      #expect(payoff.breakevens.count == truth.breakevens.count)
      for (a, b) in zip(payoff.breakevens, truth.breakevens) {
        #expect(abs(a - b) < (row.kind.hasTwoExpiries ? 0.002 * row.spot : 1e-6), "\(a) \(b)")
      }
    }
  }

  /// A put wing bought by delta stands far out where puts are skewed, and the condor's rule on the credit
  /// then seldom holds: a winged strangle is only asked to exist.
  @Test("every kind can be built in most markets", arguments: StructureKind.allCases)
  func reach(_ kind: StructureKind) {
    let markets = Self.cases.filter { $0.kind == kind }
    let reached = markets.count { !Self.built($0).isEmpty }
    let needed = kind == .strangleWinged ? 1 : markets.count / 2 + 1
    #expect(reached >= needed, "\(reached) of \(markets.count)")
  }

  @Test("every kind keeps its form", arguments: cases)
  func form(_ row: Case) {
    for structure in Self.built(row) {
      let legs = structure.legs
      let longs = legs.filter { $0.leg.ratio > 0 }
      let shorts = legs.filter { $0.leg.ratio < 0 }
      let isCredit = structure.net > .zero
      switch row.kind {
      case .diagonal:
        #expect(!isCredit && shorts.count == 1 && longs.count == 1)
        #expect((0.25...0.35).contains(abs(shorts[0].delta)))
        #expect((0.60...0.75).contains(abs(longs[0].delta)))
        let gap = abs((shorts[0].leg.contract.strike - longs[0].leg.contract.strike).dollars)
        #expect(-structure.net.dollars <= 0.75 * gap)
        #expect(longs[0].leg.contract.expiry.days(since: shorts[0].leg.contract.expiry) >= 20)
      case .strangleWinged:
        #expect(isCredit && shorts.count == 2 && longs.count == 2)
        let target = row.index > 30 ? 0.11 : 0.16
        #expect(shorts.allSatisfy { abs(abs($0.delta) - target) <= 0.04 })
        #expect(longs.allSatisfy { abs(abs($0.delta) / target - 0.5) <= 0.125 + 1e-9 })
        // Legs stand as low put, put, call, high call.
        let strikes = legs.map(\.leg.contract.strike.dollars)
        let worth =
          (strikes[1] - strikes[0]) * abs(legs[1].delta)
          + (strikes[3] - strikes[2]) * abs(legs[2].delta)
        #expect(structure.net.dollars >= 0.6 * worth)
      case .ironCondor, .ironButterfly, .bullPut, .bearCall: #expect(isCredit)
      case .callDebit, .putDebit, .calendar, .longButterfly: #expect(!isCredit)
      case .brokenWing: #expect(structure.net >= .zero)
      }
    }
  }

  @Test("a diagonal whose long stands beyond its short is not built")
  func diagonalOrder() throws {
    for structure in Self.built(Case(kind: .diagonal, index: 20, spot: 2_700)) {
      let long = try #require(structure.legs.first { $0.leg.ratio > 0 }).leg.contract
      let short = try #require(structure.legs.first { $0.leg.ratio < 0 }).leg.contract
      #expect(long.right == .call ? long.strike <= short.strike : long.strike >= short.strike)
    }
  }
}

/// Profit at the first expiry on a dense grid of prices: intrinsic values, and Black's formula for
/// what lives on.
private struct PlainPayoff {
  var worst: Double
  var best: Double
  var breakevens: [Double]

  init(_ structure: BuiltStructure) {
    let legs = structure.modelLegs
    let first = legs.map(\.expiration).min() ?? Instant(seconds: 0)
    let net = structure.net.dollars
    func profit(_ price: Double) -> Double {
      legs.reduce(net) { sum, leg in
        let k = leg.strike
        let left = (leg.expiration - first).days / 365
        let exercise = leg.right == .call ? max(price - k, 0) : max(k - price, 0)
        guard left > 1e-9 else { return sum + Double(leg.count) * exercise }
        let share = left / leg.years
        let forward = max(price, 1e-9) * pow(leg.forward / leg.spot, share)
        let value = black76Price(
          leg.right, forward: forward, strike: k, years: left, volatility: leg.volatility,
          discount: pow(leg.discount, share))
        return sum + Double(leg.count) * value
      }
    }
    // Strikes are multiples of five, so with one expiry a grid of five holds every kink.
    let step = legs.allSatisfy { $0.expiration == first } ? 5.0 : 1.0
    // What the bound of a call calendar assumes: no price beyond ten deviations.
    let deviation = legs[0].volatility * legs[0].years.squareRoot()
    let top = legs[0].spot * (1 + 10 * deviation)
    let prices = stride(from: 0.0, through: top, by: step).map { $0 }
    let profits = prices.map(profit)
    worst = profits.min() ?? 0
    best = profits.max() ?? 0
    breakevens = []
    var before: Int?
    for (n, profit) in profits.enumerated() where abs(profit) > 1e-9 {
      if let last = before, profits[last] * profit < 0 {
        let share = profits[last] / (profits[last] - profit)
        // A zero between the two is the break-even itself.
        breakevens.append(n - last == 2 ? prices[n - 1] : prices[last] + step * share)
      }
      before = n
    }
  }
}

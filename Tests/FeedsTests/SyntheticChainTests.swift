// Chains made from a surface: free of static arbitrage, quoted like the exchange's.

@testable import Feeds
import Glibc
import MarketData
import Testing

@Suite("Synthetic chain")
struct SyntheticChainTests {
  /// A chain priced at the given minutes of a sample day.
  private func chain(_ name: String, at minutes: [Int], visit: (SyntheticChain) -> Void) throws {
    var tape = try SampleDays.tape(name)
    var minute = 0
    while try tape.next() != nil {
      if minutes.contains(minute) { visit(tape.chain) }
      minute += 1
    }
  }

  @Test("calls fall and bend upwards in strike; parity holds", arguments: SampleDays.names)
  func strikes(name: String) throws {
    try chain(name, at: [0, 1, 60, 200, 389, 390]) { chain in
      for e in chain.expiries.indices {
        let range = chain.expiries[e].strikes
        let discount = exp(
          -chain.economics.rate
            * max((chain.expiries[e].listed.expiration - chain.session.close).years, 0))
        var slope = -1.0001
        for i in range.dropFirst() {
          let width = chain.strikes[i] - chain.strikes[i - 1]
          let next = (chain.callValue[i] - chain.callValue[i - 1]) / width
          #expect(next <= 1e-7, "rising call")
          #expect(next >= slope - 1e-6, "concave at \(chain.strikes[i]) of \(e)")
          slope = next
        }
        for i in range {
          #expect(chain.callValue[i] >= -1e-9 && chain.putValue[i] >= -1e-9)
          let gap = chain.callValue[i] - chain.putValue[i]
          let parity = chain.forward[e] - chain.strikes[i]
          #expect(abs(gap - discount * parity) < 0.002 * abs(parity) + 0.02, "parity")
        }
      }
    }
  }

  @Test(
    "an option too dear for 32 bits is quoted at the dearest price", arguments: [2e5, 2e6, 2e9])
  func dearest(spot: Double) throws {
    var tape = try SampleDays.tape("2018-02-05")
    _ = try tape.next()
    var chain = tape.chain
    let point = SurfacePoint(
      time: chain.session.open + .minutes(1), minute: 1, spot: spot, level: 0.2, skewScale: 1,
      curveScale: 1, slope90: 0, spreadMultiplier: 1, eventVariance: 0, elapsed: 0.01, activity: 1)
    let quotes = chain.update(at: point).quotes
    #expect(!quotes.isEmpty)
    for quote in quotes {
      #expect(quote.ask > quote.bid && quote.ask <= Money(wholeDollars: 200_001))
    }
  }

  @Test("total variance at a moneyness does not fall with expiry", arguments: SampleDays.names)
  func calendars(name: String) throws {
    try chain(name, at: [1, 120, 385]) { chain in
      for e in chain.expiries.indices.dropFirst() {
        #expect(chain.variance[e] >= chain.variance[e - 1], "\(chain.expiries[e].listed.date)")
      }
      // An option that lives longer at the same strike is worth as much, up to carry.
      for e in chain.expiries.indices.dropFirst() {
        let near = chain.expiries[e - 1].strikes
        let far = chain.expiries[e].strikes
        for i in near {
          guard let j = far.first(where: { chain.strikes[$0] == chain.strikes[i] }) else {
            continue
          }
          let gap = chain.expiries[e].listed.expiration - chain.expiries[e - 1].listed.expiration
          // Dividends between the expiries leave the call's forward behind.
          let carry = chain.forward[e] * chain.economics.yield * gap.years * 1.1 + 0.05
          #expect(
            chain.callValue[j] >= chain.callValue[i] - carry,
            "\(chain.strikes[i]) \(chain.expiries[e].listed.date)")
        }
      }
    }
  }

  @Test("quotes stand on ticks, bid under ask, around their value", arguments: SampleDays.names)
  func quotes(name: String) throws {
    try chain(name, at: [0, 100, 390]) { chain in
      for (k, option) in chain.options.enumerated() {
        #expect(option.ask > option.bid)
        #expect(
          option.bid % Int32(chain.ticks.tick(at: Money(units: Int64(option.bid))).units) == 0)
        #expect(
          option.ask % Int32(chain.ticks.tick(at: Money(units: Int64(option.ask))).units) == 0)
        #expect(option.bid == 0 || option.bidSize > 0)
        #expect(option.askSize > 0)
        #expect(option.volume >= 0, "\(k)")
      }
    }
  }

  @Test("half-spreads by price are the measured ones")
  func spreads() throws {
    // A calm day, midday, five weeks of expiries: medians by mid of the Cboe chains.
    let bands: [(ClosedRange<Double>, Double)] = [
      (1...3, 0.075), (3...10, 0.15), (10...30, 0.25), (30...100, 0.35),
    ]
    try chain("2017-11-03", at: [200]) { chain in
      for (band, expected) in bands {
        var halves: [Double] = []
        for e in chain.expiries.indices where !chain.expiries[e].isOpening {
          for (n, i) in chain.expiries[e].strikes.enumerated() {
            let isCall = chain.strikes[i] >= chain.forward[e]
            let listed = chain.expiries[e].listed
            let quote = chain.quote((isCall ? listed.calls : listed.puts).lowerBound + n)
            if band.contains(quote.mid), quote.bid.units > 0 { halves.append(quote.spread / 2) }
          }
        }
        guard halves.count > 5 else { continue }
        let median = quantile(halves, 0.5)
        #expect(abs(median - expected) <= 0.055, "\(band): \(median)")
      }
    }
  }

  @Test("open interest follows yesterday's; volume explains its change")
  func openInterest() throws {
    let date = try #require(CivilDate("2018-02-05"))
    let session = try #require(TradingCalendar.session(on: date))
    var tape = try SampleDays.tape("2018-02-05")
    let start = try #require(try tape.next()?.start)
    #expect(start.session == session)
    let options = start.chains[0].options
    let puts = options.filter { $0.contract.right == .put }
    let calls = options.filter { $0.contract.right == .call }
    let sum = { (list: [ListedOption]) in list.reduce(0.0) { $0 + Double($1.openInterest ?? 0) } }
    let ratio = sum(puts) / sum(calls)
    #expect((1.0...2.6).contains(ratio), "puts over calls \(ratio)")
    let empty = Double(options.filter { $0.openInterest == 0 }.count) / Double(options.count)
    #expect((0.15...0.40).contains(empty), "no open interest \(empty)")
    let idle = Double(options.filter { $0.previousVolume == 0 }.count) / Double(options.count)
    #expect((0.15...0.75).contains(idle), "no volume \(idle)")
  }
}

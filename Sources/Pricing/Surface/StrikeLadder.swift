// The strikes of one expiry with their calls and puts, which hold for as long as its listing.

public import MarketData

/// The strikes of one expiry, ascending.
public struct StrikeLadder: Sendable {
  /// The strikes in dollars.
  let strikes: [Double]
  /// Offsets from the expiry's first option, -1 for none.
  let calls: [Int]
  let puts: [Int]

  /// Pairs the calls and puts of an expiry up.
  public init(_ expiry: ChainExpiry, in chain: OptionChain) {
    let first = expiry.options.lowerBound
    let capacity = max(expiry.calls.count, expiry.puts.count)
    var strikes: [Double] = []
    var (calls, puts): ([Int], [Int]) = ([], [])
    strikes.reserveCapacity(capacity)
    calls.reserveCapacity(capacity)
    puts.reserveCapacity(capacity)
    var call = expiry.calls.lowerBound
    var put = expiry.puts.lowerBound
    while call < expiry.calls.upperBound || put < expiry.puts.upperBound {
      let callStrike =
        call < expiry.calls.upperBound ? chain.options[call].contract.strike.units : .max
      let putStrike = put < expiry.puts.upperBound ? chain.options[put].contract.strike.units : .max
      strikes.append(Double(min(callStrike, putStrike)) / 10_000)
      calls.append(callStrike <= putStrike ? call - first : -1)
      puts.append(putStrike <= callStrike ? put - first : -1)
      if callStrike <= putStrike { call += 1 }
      if putStrike <= callStrike { put += 1 }
    }
    self.strikes = strikes
    self.calls = calls
    self.puts = puts
  }

  /// The ladders of every expiry of a chain.
  public static func all(of chain: OptionChain) -> [StrikeLadder] {
    chain.expiries.map { StrikeLadder($0, in: chain) }
  }
}

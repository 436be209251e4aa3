// Trades made from counters, so that anyone can make the same ones and compare speeds.
//
// The k-th random number is SplitMix64's finaliser of seed + (k + 1) gamma; row i uses the numbers
// 4i to 4i + 3 for its symbol, the noise of its time, the step of its price and its size.

public import MarketData
import Numerics

/// Trades of one session in one stream of all symbols, as columns.
public struct GeneratedTicks: Sendable {
  /// Nanoseconds since 1970 UTC, ascending.
  public private(set) var time: [Int64] = []
  /// Prices in 1/10 000.
  public private(set) var price: [Int64] = []
  /// Sizes from 1 to 1,000.
  public private(set) var size: [Int32] = []
  /// Numbers of the symbols.
  public private(set) var symbol: [Int32] = []
  /// How many symbols there are.
  public let symbols: Int

  /// The open: 2 January 2024, 09:30 in New York.
  public static let open: Int64 = 1_704_205_800_000_000_000
  private static let session: Int64 = 23_400_000_000_000

  /// Makes trades.
  ///
  /// - Parameters:
  ///   - rows: How many.
  ///   - symbols: Of how many symbols, named by their numbers.
  ///   - seed: Decides everything.
  public init(rows: Int, symbols: Int = 100, seed: UInt64 = 42) {
    self.symbols = max(1, symbols)
    var cents = (0..<self.symbols).map { Int64(10_000 + 100 * $0) }
    let step = GeneratedTicks.session / Int64(max(1, rows))
    for row in 0..<max(0, rows) {
      let key = UInt64(4 * row)
      func random(_ place: UInt64) -> UInt64 {
        RandomStream.mix(seed &+ (key + place + 1) &* 0x9E37_79B9_7F4A_7C15)
      }
      let number = Int(random(0) % UInt64(self.symbols))
      cents[number] += Int64(random(2) % 3) - 1
      time.append(GeneratedTicks.open + Int64(row) * step + Int64(random(1) % 1_000))
      price.append(100 * cents[number])
      size.append(1 + Int32(random(3) % 1_000))
      symbol.append(Int32(number))
    }
  }

  /// The names of the symbols: `0`, `1` and so on.
  public var names: TickSymbols { TickSymbols((0..<symbols).map(String.init)) }

  /// The trades appended one by one, as a feed brings them, and settled.
  public func streamed() -> TradeTable {
    var stream = TradeStream(TradeTable(symbols: names))
    for row in time.indices {
      stream.append(time: time[row], price: price[row], size: size[row], symbol: symbol[row])
    }
    stream.settle()
    return stream.table
  }

  /// The trades in a table, loaded in bulk.
  public var table: TradeTable {
    var table = TradeTable(symbols: names)
    _ = table.append(
      time: time.span, price: price.span, size: size.span, symbol: symbol.span)
    return table
  }
}

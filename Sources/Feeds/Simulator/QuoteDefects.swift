// Bad quotes of the kinds and rates found in real files, injected on purpose.
//
// Every injection is recorded with its cause, so that a test can compare what the desk rejects
// with what was really wrong. The quotes themselves are only changed on their way out: the next
// minute sends them whole again.

public import MarketData
import Numerics

/// What is wrong with an injected quote.
public enum DefectKind: String, CaseIterable, Sendable {
  /// Bid over ask.
  case crossed
  /// Bid equal to ask.
  case locked
  /// No ask.
  case noAsk = "no_ask"
  /// No bid.
  case emptySide = "empty_side"
  /// Eleven times its spread.
  case wide
  /// Nothing for five minutes.
  case stale
  /// The same quote twice.
  case duplicate
  /// An ask between two increments.
  case offTick = "off_tick"
  /// Prices times a hundred, or a hundredth of them.
  case misplacedPoint = "misplaced_point"
  /// A minute of the tape that was never sent.
  case minuteMissing = "minute_missing"
  /// A minute without its volatility index.
  case indexMissing = "index_missing"
  /// A quote from before the open.
  case outsideHours = "outside_hours"
}

/// One injected defect.
public struct InjectedDefect: Hashable, Sendable {
  /// When the defect was sent, or would have been.
  public var time: Instant
  /// The underlying.
  public var underlying: String
  /// The option, nil when the whole minute or the index is meant.
  public var option: Int32?
  /// The cause.
  public var kind: DefectKind
}

/// Spoils the quotes of one underlying for one session.
struct QuoteDefects: Sendable {
  private let underlying: String
  private let seed: UInt64
  private let ticks: TickSchedule
  /// Options that send nothing until a minute.
  private var frozen: [(option: Int32, until: Int)] = []
  /// A contract whose quotes cross for some minutes, on one day in three.
  private let burst: (option: Int32, minutes: Range<Int>)?

  /// Chances a quote, in the order of their drawing.
  private static let rates: [(DefectKind, Double)] = [
    (.crossed, 1e-4), (.locked, 0.012), (.noAsk, 0.008), (.emptySide, 0.02), (.wide, 2e-3),
    (.stale, 1e-3), (.duplicate, 5e-4), (.offTick, 2e-4), (.misplacedPoint, 2e-5),
  ]

  init(
    underlying: String, date: CivilDate, minutes: Int, options: Int, ticks: TickSchedule,
    seed: UInt64
  ) {
    self.underlying = underlying
    self.ticks = ticks
    var random = RandomStream(seed: seed, purpose: "defects/\(underlying)/\(date)")
    self.seed = random.next()
    if random.uniform() < 1.0 / 3, options > 0 {
      let option = Int32(random.uniform() * Double(options))
      let start = 1 + Int(random.uniform() * Double(minutes - 20))
      burst = (option, start..<(start + 5 + Int(random.uniform() * 6)))
    } else {
      burst = nil
    }
  }

  /// Spoils an update and returns the options that the next one must send again.
  ///
  /// Only what changes a quote is a defect and goes on record.
  mutating func spoil(
    _ update: inout ChainUpdate, minute: Int, time: Instant, log: inout [InjectedDefect]
  ) -> [Int32] {
    var again: [Int32] = []
    let stops = frozen
    again.append(contentsOf: stops.filter { $0.until <= minute + 1 }.map(\.option))
    var kept = 0
    var twice: [Int] = []
    for k in update.indices.indices {
      let index = update.indices[k]
      var quote = update.quotes[k]
      if stops.contains(where: { $0.option == index && $0.until > minute }) { continue }
      if let kind = kind(index, minute) {
        let clean = quote
        quote = spoiled(clean, kind)
        if quote != clean || kind == .stale || kind == .duplicate {
          log.append(
            InjectedDefect(time: time, underlying: underlying, option: index, kind: kind))
        }
        if kind == .stale {
          frozen.append((index, minute + 5))
          continue
        }
        if kind == .duplicate { twice.append(kept) }
        if quote != clean { again.append(index) }
      }
      update.indices[kept] = index
      update.quotes[kept] = quote
      kept += 1
    }
    update.indices.removeLast(update.indices.count - kept)
    update.quotes.removeLast(update.quotes.count - kept)
    for place in twice.reversed() {
      update.indices.insert(update.indices[place], at: place)
      update.quotes.insert(update.quotes[place], at: place)
    }
    frozen.removeAll { $0.until <= minute + 1 }
    return again
  }

  private func kind(_ option: Int32, _ minute: Int) -> DefectKind? {
    if let burst, burst.option == option, burst.minutes.contains(minute) { return .crossed }
    let key = UInt64(UInt32(bitPattern: option)) << 32 | UInt64(minute)
    let u = Double(RandomStream.mix(seed ^ key &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
    // Nearly every quote is clean: one comparison for those.
    guard u < 0.04382 else { return nil }
    var bound = 0.0
    for (kind, rate) in QuoteDefects.rates {
      bound += rate
      if u < bound { return kind }
    }
    return nil
  }

  private func spoiled(_ clean: Quote, _ kind: DefectKind) -> Quote {
    var quote = clean
    switch kind {
    case .crossed: (quote.bid, quote.ask) = (clean.ask + ticks.tick(at: clean.ask), clean.bid)
    case .locked: quote.bid = clean.ask
    case .noAsk:
      quote.ask = .zero
      quote.askSize = 0
    case .emptySide:
      quote.bid = .zero
      quote.bidSize = 0
    case .wide:
      let reach = (clean.ask - clean.bid) * 5
      quote.bid = max(.zero, clean.bid - reach)
      quote.ask = clean.ask + reach
    case .offTick: quote.ask = clean.ask + Money(units: 37)
    case .misplacedPoint:
      // Half of them lose two digits, the others gain them.
      if clean.ask.units / 100 % 2 == 0 {
        quote.bid = clean.bid * 100
        quote.ask = clean.ask * 100
      } else {
        quote.bid = Money(units: clean.bid.units / 100)
        quote.ask = Money(units: clean.ask.units / 100)
      }
    case .stale, .duplicate, .minuteMissing, .indexMissing, .outsideHours: break
    }
    return quote
  }
}

// From a dialog to legs and their judgement: pure functions of the dialog and the desk's snapshot.

import Candidates
import DeskEngine
import MarketData
import Pricing
import Structures

/// What a dialog comes to now.
struct BuildDraft {
  /// The desk that judges it; nil before the symbol is quoted.
  var desk: HandContext?
  /// The expiries that can be chosen, with their days.
  var expiries: [(key: ExpiryKey, days: Int)] = []
  /// The expiry that is chosen.
  var front: ExpiryKey?
  /// The back one.
  var back: ExpiryKey?
  /// The delta aimed at; nil where the kind has none.
  var delta: Double?
  /// The width aimed at in points; nil where deltas set it.
  var width: Double?
  /// Which of the usual widths that is.
  var widthPlace = 0
  /// The legs in the order of the kind's ratios; empty when none were found.
  var legs: [Leg] = []
  /// The legs as a trade; nil when they are none.
  var trade: ProposedTrade?
  /// Everything that stands against them.
  var problems: [String] = []

  init(_ dialog: BuildDialog, _ snapshot: DeskSnapshot) {
    guard let desk = snapshot.trade.context(dialog.underlying) else {
      problems = ["\(dialog.underlying) has no quotes to build on"]
      return
    }
    self.desk = desk
    chooseExpiries(dialog, desk)
    guard let front else {
      problems = ["no expiry of \(dialog.underlying) is quoted"]
      return
    }
    chooseLegs(dialog, desk, front: front)
    guard !legs.isEmpty else { return }
    let hand = desk.trade(dialog.kind, legs: legs, quantity: dialog.packages)
    trade = hand.trade
    problems += hand.faults.map(\.text)
  }

  private mutating func chooseExpiries(_ dialog: BuildDialog, _ desk: HandContext) {
    let build = desk.context.build
    // Of two roots with one date the one that trades to the close comes first.
    expiries = build.surface.slices.map { slice in
      let listed = build.chain.expiries[slice.expiry]
      let key = ExpiryKey(root: listed.root.symbol, date: listed.date)
      return (key: key, days: slice.daysToExpiry, isLate: listed.root.settlement == .pm)
    }.sorted { ($0.days, $0.isLate ? 0 : 1) < ($1.days, $1.isLate ? 0 : 1) }
      .map { ($0.key, $0.days) }
    func nearest(_ aim: Int, from least: Int = 0) -> ExpiryKey? {
      expiries.filter { $0.days >= least }.min { abs($0.days - aim) < abs($1.days - aim) }?.key
    }
    func listed(_ key: ExpiryKey?) -> ExpiryKey? {
      key.flatMap { key in expiries.contains { $0.key == key } ? key : nil }
    }
    let isPair = dialog.kind.hasTwoExpiries
    front = listed(dialog.expiry) ?? nearest(isPair ? 21 : 37)
    guard isPair, let days = expiries.first(where: { $0.key == front })?.days else { return }
    back = listed(dialog.back) ?? nearest(days + 30, from: days + 1)
  }

  private mutating func chooseLegs(
    _ dialog: BuildDialog, _ desk: HandContext, front: ExpiryKey
  ) {
    if let strikes = dialog.strikes {
      legs = dialog.legs(at: strikes, front: front, back: back)
      return
    }
    let build = desk.context.build
    guard let home = index(front, build.chain) else { return }
    var targets = RegimeGuidance(for: desk.context.regime).targets
    delta = dialog.delta ?? dialog.usualDelta(targets)
    if let delta = dialog.delta { targets.aim(dialog.kind, at: delta) }
    let widths = usualWidths(of: dialog.kind, expiry: home, in: build)
    var context = build
    context.targets = targets
    let last = max(0, widths.count - 1)
    let places = dialog.width.map { [min(max(0, $0), last)] } ?? Array(0...last)
    for place in places {
      widthPlace = place
      width = widths.isEmpty ? nil : widths[place]
      let request = BuildRequest(
        kind: dialog.kind, expiry: home, backExpiry: back.flatMap { index($0, build.chain) },
        width: width, centre: nil, shortDistance: nil, right: dialog.right, frontIsDear: true)
      do throws(RefusalCode) {
        let found = try liquidFirst(request, in: context)
        legs = dialog.kind.legs(of: found.map(\.contract)) ?? found
        problems = []
        return
      } catch {
        problems = [
          error == .validationFail
            ? "no strike is listed near that width; try strikes"
            : "no such legs: \(error.words)"
        ]
      }
    }
  }

  /// Legs that trade well, else the nearest ones: a thin leg is a warning to a trader, no refusal.
  private func liquidFirst(
    _ request: BuildRequest, in context: BuildContext
  ) throws(RefusalCode) -> [Leg] {
    if let found = try? pickLegs(request, in: context) { return found }
    var any = context
    any.liquidity = LiquidityRules(
      openInterest: 0, volume: 0, spreadShare: .infinity, tightSpread: .zero)
    return try pickLegs(request, in: any)
  }

  /// The place of an expiry in a chain.
  func index(_ key: ExpiryKey, _ chain: OptionChain) -> Int? {
    chain.expiries.firstIndex { $0.root.symbol == key.root && $0.date == key.date }
  }

  /// The listed strikes that a leg may have.
  func strikes(of leg: Int, _ dialog: BuildDialog) -> [Money] {
    guard let chain = desk?.context.build.chain, dialog.rights.indices.contains(leg) else {
      return []
    }
    let key = dialog.kind.hasTwoExpiries && leg == 1 ? back : front
    guard let key, let home = index(key, chain) else { return [] }
    let listed = chain.expiries[home]
    let range = dialog.rights[leg] == .call ? listed.calls : listed.puts
    return range.map { chain.options[$0].contract.strike }
  }
}

extension BuildDialog {
  /// The legs at strikes in the order of the kind's ratios.
  func legs(at strikes: [Money], front: ExpiryKey, back: ExpiryKey?) -> [Leg] {
    zip(zip(rights, strikes), kind.ratios.indices).map { pair, index in
      let home = kind.hasTwoExpiries && index == 1 ? back ?? front : front
      return Leg(
        contract: OptionContract(
          root: home.root, expiry: home.date, right: pair.0, strike: pair.1),
        ratio: kind.ratios[index])
    }
  }

  /// The delta that the regime aims at for this kind.
  func usualDelta(_ targets: DeltaTargets) -> Double? {
    switch kind {
    case .ironCondor, .strangleWinged: targets.condorShort
    case .bullPut, .bearCall, .brokenWing: targets.creditShort
    case .callDebit, .putDebit: targets.debitLong
    case .ironButterfly, .longButterfly, .calendar, .diagonal: nil
    }
  }
}

extension DeltaTargets {
  fileprivate mutating func aim(_ kind: StructureKind, at delta: Double) {
    switch kind {
    case .ironCondor, .strangleWinged: condorShort = delta
    case .bullPut, .bearCall, .brokenWing: creditShort = delta
    case .callDebit, .putDebit:
      debitLong = delta
      debitShort = min(debitShort, delta / 2)
    case .ironButterfly, .longButterfly, .calendar, .diagonal: return
    }
  }
}

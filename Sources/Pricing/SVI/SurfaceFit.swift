// A whole surface of SVI slices without butterfly and calendar arbitrage.
//
// Each slice is first fitted freely and without butterflies. Then, from the shortest expiry on, each
// is fitted again above the one before it and, where quotes of neighbours are out of order, halfway
// between them. What a dense check still finds is lifted away; if that fails too, the whole surface
// falls back on SSVI slices, which cannot cross. Slices far from their quotes are then fitted once
// more between neighbours that stand.

import Glibc
public import Numerics

/// What static arbitrage a surface holds.
public struct SurfaceArbitrage: Hashable, Sendable {
  /// The least density factor of each slice.
  public let butterflies: [ArbitrageMargin]
  /// The least excess of each slice over the one before it, one fewer than slices.
  public let calendars: [ArbitrageMargin]

  /// Looks at the slices of a surface by ascending expiry.
  ///
  /// - Parameter slices: The slices.
  public init(_ slices: [SVISlice]) {
    butterflies = slices.map { $0.butterflyMargin() }
    calendars = zip(slices, slices.dropFirst()).map { $0.calendarMargin(to: $1) }
  }

  /// Whether nothing can be traded against.
  public var isFree: Bool {
    butterflies.allSatisfy(\.isFree) && calendars.allSatisfy(\.isFree)
  }

  /// Slices with a butterfly and pairs of slices that cross.
  public var violations: Int {
    butterflies.reduce(0) { $0 + ($1.isFree ? 0 : 1) }
      + calendars.reduce(0) { $0 + ($1.isFree ? 0 : 1) }
  }
}

/// A fitted surface.
public struct SurfaceFit: Hashable, Sendable {
  /// The slices by ascending expiry.
  public let slices: [SVIFit]
  /// What a dense check finds in them.
  public let arbitrage: SurfaceArbitrage

  init(_ slices: [SVIFit]) {
    self.slices = slices
    arbitrage = SurfaceArbitrage(slices.map(\.slice))
  }
}

/// Fits an SVI surface without static arbitrage.
///
/// - Parameters:
///   - smiles: The expiries by strictly ascending time.
///   - settings: How to fit.
/// - Returns: One slice for each expiry and the check of them all.
/// - Throws: `ModelError` for no smile, expiries out of order, or fewer than five strikes in one.
public func fitSurface(
  _ smiles: [SmileQuotes], settings: SVISettings = SVISettings()
) throws(ModelError) -> SurfaceFit {
  guard !smiles.isEmpty else { throw .tooFew(what: "smiles", count: 0, least: 1) }
  var problems: [SVIProblem] = []
  var held: [SVICandidate] = []
  for (index, smile) in smiles.enumerated() {
    guard index == 0 || smile.years > smiles[index - 1].years else {
      throw .outOfDomain(
        input: "years of \(smile.label)", value: smile.years,
        rule: "expiries must ascend strictly in time")
    }
    problems.append(try SVIProblem(smile, settings: settings))
    let free = try problems[index].free()
    held.append(problems[index].held(from: free))
    held[index].evaluations += free.evaluations
  }
  guard let fits = orderedFits(smiles, problems, held) else { return SurfaceFit(ssviFits(smiles)) }
  return SurfaceFit(fits)
}

/// Fits each slice above the one before it; nil when one cannot be.
private func orderedFits(
  _ smiles: [SmileQuotes], _ problems: [SVIProblem], _ held: [SVICandidate]
) -> [SVIFit]? {
  let counts = smiles.map { Double($0.count) }
  let right = ascending(held.map(\.slice.rightSlope), weights: counts)
  let left = ascending(held.map(\.slice.leftSlope), weights: counts)
  var fits: [SVIFit] = []
  for index in smiles.indices {
    var bounds = SVIBounds()
    bounds.floor = fits.last?.slice
    // A little room over the slice before keeps the fit from being tied to its very wings.
    bounds.rightSlope = max(right[index], 1.0005 * (bounds.floor?.rightSlope ?? 0))
    bounds.leftSlope = max(left[index], 1.0005 * (bounds.floor?.leftSlope ?? 0))
    if index + 1 < smiles.count {
      bounds.ceiling = SVICeiling(
        smiles[index], held[index].slice, smiles[index + 1], held[index + 1].slice)
    }
    var found = problems[index].ordered(from: held[index], bounds: bounds)
    if !found.isHeld {
      var loose = SVIBounds()
      loose.floor = bounds.floor
      let second = problems[index].ordered(from: held[index], bounds: loose)
      let evaluations = found.evaluations + second.evaluations
      if second.isHeld { found = second }
      found.evaluations = evaluations
    }
    guard let (slice, method) = withoutArbitrage(found.slice, over: bounds.floor) else {
      return nil
    }
    fits.append(
      SVIFit(
        smiles[index], slice, method: method, outcome: found.outcome,
        evaluations: held[index].evaluations + found.evaluations))
  }
  let order = Array(smiles.indices)
  refine(&fits, order.reversed(), problems, held)
  refine(&fits, order, problems, held)
  return fits
}

/// Fits again, between their neighbours as they stand, the slices that stand far from their quotes.
///
/// A slice that was pushed too high has pushed those after it: once from the end and once from the
/// start gives both the room they need. What is not closer is not taken.
private func refine(
  _ fits: inout [SVIFit], _ order: [Int], _ problems: [SVIProblem], _ held: [SVICandidate]
) {
  for index in order
  where problems[index].cost(fits[index].slice) > 1.2 * held[index].cost {
    var bounds = SVIBounds()
    if index > 0 { bounds.floor = fits[index - 1].slice }
    if index + 1 < fits.count { bounds.roof = fits[index + 1].slice }
    let before = fits[index]
    guard
      let found = problems[index].refined(before.slice, held: held[index], bounds: bounds)
    else { continue }
    fits[index] = SVIFit(
      before.smile, found.slice, method: .fitted, outcome: found.outcome,
      evaluations: before.evaluations + found.evaluations)
  }
}

/// The closest values that never descend: neighbours out of order take their weighted mean.
///
/// Source: Barlow, Bartholomew, Bremner and Brunk (1972), "Statistical inference under order
/// restrictions", the pool-adjacent-violators algorithm.
func ascending(_ values: [Double], weights: [Double]) -> [Double] {
  var blocks: [(mean: Double, weight: Double, count: Int)] = []
  for index in values.indices {
    var block = (mean: values[index], weight: weights[index], count: 1)
    while let last = blocks.last, last.mean > block.mean {
      let weight = last.weight + block.weight
      block = (
        (last.mean * last.weight + block.mean * block.weight) / weight, weight,
        last.count + block.count
      )
      blocks.removeLast()
    }
    blocks.append(block)
  }
  return blocks.flatMap { [Double](repeating: $0.mean, count: $0.count) }
}

/// A slice lifted over the one before it as far as it must be; nil when that does not help.
private func withoutArbitrage(
  _ slice: SVISlice, over before: SVISlice?
) -> (SVISlice, SVIMethod)? {
  guard let before else { return slice.butterflyMargin().isFree ? (slice, .fitted) : nil }
  let margin = before.calendarMargin(to: slice)
  if margin.isFree { return slice.butterflyMargin().isFree ? (slice, .fitted) : nil }
  if margin.logMoneyness.isFinite {
    var lifted = slice
    for _ in 0..<8 {
      let gap = before.calendarMargin(to: lifted)
      guard !gap.isFree, gap.logMoneyness.isFinite else { break }
      let missing = -gap.value * before.totalVariance(gap.logMoneyness)
      lifted.a += missing * (1 + 1e-6) + 1e-12
    }
    if before.calendarMargin(to: lifted).isFree, lifted.butterflyMargin().isFree {
      return (lifted, .lifted)
    }
  }
  var carried = before
  carried.a += max(slice.totalVariance(0) - before.totalVariance(0), 1e-6 * before.totalVariance(0))
  return carried.butterflyMargin().isFree ? (carried, .carried) : nil
}

extension SVICeiling {
  /// The ceiling of an expiry from the next one; nil when their quotes do not overlap.
  init?(_ smile: SmileQuotes, _ own: SVISlice, _ later: SmileQuotes, _ next: SVISlice) {
    let (a, b) = (smile.logStrikes, later.logStrikes)
    guard let low = [a.first, b.first].compactMap({ $0 }).max(),
      let high = [a.last, b.last].compactMap({ $0 }).min(), low < high
    else { return nil }
    self.init(own: own, next: next, range: low...high)
  }
}

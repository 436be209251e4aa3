// From an edge to a proposal: kinds, expiries and widths in order until one can be sized.
//
// Every attempt that fails is kept with its code. When structures can be built but none can be
// sized, the one with the best expected value is proposed with quantity zero and PASS.

public import Edges
import MarketData
import Pricing
import Risk
public import Structures

/// Proposes a trade for an edge.
///
/// - Parameters:
///   - edge: The edge.
///   - context: The chain, the regime, the book and the limits.
/// - Returns: A proposal with the gate's verdict, or every attempt that failed.
public func propose(for edge: Edge, in context: ProposalContext) -> ProposalOutcome {
  guard context.build.surface.verdict != .refused else {
    return .failed(attempts: [], reason: "chain refused")
  }
  let guidance = RegimeGuidance(for: context.regime)
  var context = context
  context.build.targets = guidance.targets
  let plan: StructurePlan
  do throws(PlanRefusal) {
    plan = try Candidates.plan(edge, in: context)
  } catch {
    return .failed(attempts: [], reason: error.reason)
  }
  var search = ProposalSearch(edge: edge, plan: plan, context: context)
  search.run()
  guard let choice = search.choice else {
    return .failed(attempts: search.attempts, reason: "no structure could be built")
  }
  let proposer = Proposer(edge: edge, guidance: guidance, context: context)
  return .proposed(proposer.proposal(choice, attempts: search.attempts))
}

/// Tries the structures of a plan.
struct ProposalSearch {
  let edge: Edge
  let plan: StructurePlan
  let context: ProposalContext
  private(set) var attempts: [BuildAttempt] = []
  private(set) var choice: SizedStructure?
  private var sizer: PackageSizer

  init(edge: Edge, plan: StructurePlan, context: ProposalContext) {
    self.edge = edge
    self.plan = plan
    self.context = context
    sizer = PackageSizer(edge: edge, context: context)
  }

  /// Tries until a structure has a size.
  mutating func run() {
    for kind in plan.kinds {
      let expiries = plan.expiries(of: kind)
      if expiries.isEmpty { note(kind, expiry: nil, width: nil, .noExpiry) }
      for expiry in expiries {
        for width in widths(of: kind, expiry: expiry.front) {
          if attempt(kind, expiry: expiry, width: width) == .noNarrower { break }
          if let size = choice?.size, size.packages > 0 { return }
        }
      }
    }
  }

  private enum Next { case narrower, noNarrower }

  private mutating func attempt(
    _ kind: StructureKind, expiry: ExpiryChoice, width: Double?
  ) -> Next {
    let request = request(kind, expiry: expiry, width: width)
    do throws(RefusalCode) {
      let built = try buildStructure(request, in: context.build)
      let at = built.width ?? width
      if built.passedOverStrikes { note(kind, expiry: expiry.front, width: at, .liquidityFail) }
      let sized = sizer.size(built)
      if sized.size.packages == 0 { note(kind, expiry: expiry.front, width: at, .riskCap) }
      if isBetter(sized) { choice = sized }
      return .narrower
    } catch {
      note(kind, expiry: expiry.front, width: width, error)
      return error == .shortStrikeNotFound || error == .noExpiry ? .noNarrower : .narrower
    }
  }

  /// A sized structure wins over one without a size; without sizes the higher expected value does.
  private func isBetter(_ new: SizedStructure) -> Bool {
    guard let old = choice else { return true }
    if new.size.packages > 0 || old.size.packages > 0 { return new.size.packages > 0 }
    return new.valueShare > old.valueShare
  }

  private func request(
    _ kind: StructureKind, expiry: ExpiryChoice, width: Double?
  ) -> BuildRequest {
    let forward = context.build.surface.slice(ofExpiry: expiry.front)?.parity.forward
    var distance: ClosedRange<Double>?
    if let move = plan.eventMove, let forward, move > 0 {
      let moves = context.build.rules.eventMoves
      distance = moves.lowerBound * move * forward...moves.upperBound * move * forward
    }
    var right = plan.right
    if kind == .longButterfly, let forward, let centre = plan.centre {
      right = centre < forward ? .put : .call
    }
    return BuildRequest(
      kind: kind, expiry: expiry.front, backExpiry: expiry.back,
      width: width, centre: plan.centre, shortDistance: distance, right: right,
      frontIsDear: plan.frontIsDear)
  }

  /// Widths to try in points.
  private func widths(of kind: StructureKind, expiry: Int) -> [Double?] {
    usualWidths(of: kind, expiry: expiry, in: context.build)
  }

  private mutating func note(
    _ kind: StructureKind, expiry: Int?, width: Double?, _ code: RefusalCode
  ) {
    let date = expiry.map { context.build.chain.expiries[$0].date }
    attempts.append(BuildAttempt(structure: kind, expiry: date, width: width, code: code))
  }
}

extension SizedStructure {
  /// Expected value under the forecast over the maximum loss; very low without a forecast.
  var valueShare: Double {
    guard let value = outlook.forecast?.expectedValue else { return -1 }
    return value / built.proof.bound.dollars
  }
}

/// Widths of a kind in points, the usual one first: shares of the spot, or of the expected move for an
/// iron butterfly; nil where the kind sets its width by deltas.
public func usualWidths(
  of kind: StructureKind, expiry: Int, in context: BuildContext
) -> [Double?] {
  let spot = context.surface.spot
  let shares = context.rules.widthShares.map { Optional($0 * spot) }
  switch kind {
  case .calendar, .diagonal, .strangleWinged: return [nil]
  case .callDebit, .putDebit: return [nil] + shares
  case .ironButterfly:
    guard let slice = context.surface.slice(ofExpiry: expiry),
      let volatility = slice.atmVolatility
    else { return [] }
    // The expected move, 0.8 of a deviation, and narrower for a smaller budget.
    let move = 0.8 * volatility * slice.years.squareRoot() * spot
    return [move, 0.75 * move, 0.5 * move]
  default: return shares
  }
}

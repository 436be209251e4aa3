// The configuration as the core's plain settings.

import Configuration
import DeskEngine
import Edges
import Execution
import MarketData
import Regimes
import Risk
import Structures
import Volatility

/// The core's settings from a configuration.
func deskSettings(_ configuration: DeskConfiguration) -> DeskEngine.DeskSettings {
  let settings = configuration.settings
  var desk = DeskEngine.DeskSettings()
  desk.benchmark = configuration.universe.benchmark
  desk.volatilityIndex = configuration.universe.volIndex
  desk.equity = Money(dollars: settings.account.equity) ?? desk.equity
  desk.limits = riskLimits(settings)
  desk.structures = structureRules(settings)
  desk.liquidity = liquidityRules(settings)
  desk.quotes.staleAfter = .seconds(Int64(settings.market.staleQuoteS))
  desk.exits = exitRules(settings)
  desk.approvals.quoteAge = .seconds(Int64(settings.approvals.staleS))
  desk.approvals.netShare = settings.approvals.worseShare
  desk.execution = executionRules(settings.execution)
  desk.fills = FillMode(rawValue: settings.execution.fills) ?? desk.fills
  desk.symbolRest = settings.risk.symbolCooldownDays
  desk.clusterRest = settings.risk.clusterCooldownDays
  desk.killHold = .seconds(Int64(settings.throttle.resumeWaitS))
  desk.regime.estimator = RegimeRules.Estimator(rawValue: settings.regime.volatility) ?? .close
  desk.edges = edgeRules(settings)
  desk.calibration.minutes = settings.calibration.minutes
  desk.calibration.expiries = settings.calibration.expiries
  desk.hedging = hedgeRules(settings)
  desk.symbols = configuration.universe.symbols.map { underlying in
    let cluster = configuration.universe.clusters.first { $0.contains(underlying.name) }
    return SymbolRisk(
      symbol: underlying.name, beta: underlying.beta,
      cluster: cluster.map { $0.joined(separator: "+") })
  }
  desk.cashInterest = settings.ledger.cashInterest
  desk.delivery.pin.band = settings.settlement.pinBand
  desk.delivery.guardsAssignment = settings.exits.assignmentGuard
  desk.dividends = cashDividends(configuration.universe)
  desk.announcements = marketEvents(configuration.events)
  desk.configHash = configuration.hash
  return desk
}

private func riskLimits(_ settings: Settings) -> RiskLimits {
  let risk = settings.risk
  var limits = RiskLimits.standard
  limits.tradeLoss = risk.perTrade
  limits.totalLoss = risk.total
  limits.panicRiskToday = risk.panicTotal
  limits.dailyLoss = risk.dailyLoss
  limits.weeklyLoss = risk.weeklyLoss
  limits.drawdown = risk.drawdown
  limits.stressLoss = risk.stress
  limits.maximumContracts = risk.maxContracts
  limits.maximumOpen = risk.maxOpen
  limits.underlyingShare = risk.underlyingShare
  limits.expiryWeekShare = risk.expiryShare
  limits.clusterShare = risk.clusterShare
  limits.newPerSymbolDay = risk.newPerSymbol
  limits.deltaDollars = risk.delta
  limits.gammaDollars = risk.gamma
  limits.vega = risk.vega
  limits.theta = risk.theta
  limits.throttle = ThrottleLimits(
    second: settings.throttle.ordersPerSecond, minute: settings.throttle.ordersPerMinute,
    day: settings.throttle.ordersPerDay)
  limits.optional = optionalLimits(risk.optional)
  limits.throttle.rejects = settings.throttle.rejectsPerMinute
  limits.throttle.repeats = settings.throttle.repeatsPerMinute
  return limits
}

/// The optional limits; zero is off.
private func optionalLimits(_ source: Settings.OptionalLimits) -> OptionalLimits {
  func bound(_ value: Double) -> Double? { value > 0 ? value : nil }
  var limits = OptionalLimits()
  limits.volatility = bound(source.volatility)
  limits.valueAtRisk = bound(source.var95)
  limits.drawdown = bound(source.drawdown)
  limits.positionShare = bound(source.position)
  limits.sectorShare = bound(source.sector)
  limits.delta = bound(source.delta)
  limits.gamma = bound(source.gamma)
  limits.vega = bound(source.vega)
  return limits
}

private func structureRules(_ settings: Settings) -> StructureRules {
  let source = settings.structures
  var rules = StructureRules.standard
  rules.widthShares = source.widths
  rules.days = source.dteMin...max(source.dteMin, source.dteMax)
  rules.creditFactor = source.creditFactor
  rules.ironButterflyCredit = source.ironFlyCredit
  rules.debitShare = source.debitCap
  rules.calendarDebitShare = source.calendarCap
  rules.diagonalDebitShare = source.diagonalCap
  rules.butterflyDebitShare = source.butterflyCap
  rules.feePerContract = Money(dollars: settings.costs.fee) ?? rules.feePerContract
  return rules
}

private func liquidityRules(_ settings: Settings) -> LiquidityRules {
  let tier = settings.liquidity.paper
  return LiquidityRules(
    openInterest: Int32(clamping: tier.openInterest), volume: Int32(clamping: tier.volume),
    spreadShare: tier.spread,
    tightSpread: Money(dollars: settings.liquidity.spreadFloor) ?? Money(units: 500))
}

private func executionRules(_ source: Settings.Execution) -> ExecutionRules {
  var rules = ExecutionRules(
    timeInForce: TimeInForce(rawValue: source.timeInForce) ?? .day,
    volumeShare: source.volumeShare > 0 ? source.volumeShare : nil, impact: source.impact,
    delayMinutes: source.delayMinutes, slippageAlert: source.slippageAlert,
    dropsUnderCost: source.dropUnderCost)
  rules.patience = OrderPatience(timeout: source.patience, retries: source.retries)
  rules.shareSlices = ShareSlices(rawValue: source.shares) ?? .twap
  return rules
}

private func exitRules(_ settings: Settings) -> ExitRules {
  let source = settings.structures
  var rules = ExitRules(
    creditTarget: source.profitTarget, ironButterflyTarget: source.ironFlyTarget,
    stopMultiple: source.stopMultiple > 0 ? source.stopMultiple : nil,
    creditDays: source.closeDTE, debitTarget: source.debitTarget,
    debitDays: source.debitCloseDTE)
  rules.regimeDwell = source.regimeExit > 0 ? .minutes(Int64(source.regimeExit)) : nil
  return rules
}

private func edgeRules(_ settings: Settings) -> Edges.EdgeRules {
  let source = settings.edges
  var rules = Edges.EdgeRules.standard
  rules.percentileWindow = source.window
  rules.minimumHistory = source.minimumHistory
  rules.richRatio = source.vrpShortRatio
  rules.richPercentile = source.vrpShortPercentile
  rules.panicPercentile = source.vrpPanicPercentile
  rules.cheapRatio = source.vrpLongRatio
  rules.cheapPercentile = source.vrpLongPercentile
  rules.minimumImplied = source.vrpMinimumIV
  rules.extremeSlope = source.slopeExtreme
  rules.richSkewPercentile = source.skewHighPercentile
  rules.cheapSkewPercentile = source.skewLowPercentile
  rules.richSkew = source.skewHighAbsolute
  rules.cheapSkew = source.skewLowAbsolute
  rules.eventPremium = source.eventPremium
  rules.richEvent = source.eventShortRatio
  rules.cheapEvent = source.eventLongRatio
  rules.eventDays = 0...max(0, source.eventWindowDays)
  rules.pinZone = source.pinZone
  rules.pinDays = source.pinDays
  rules.minimumOpenInterest = Int32(clamping: source.gammaMinimumOI)
  reversionRules(source, &rules)
  return rules
}

private func reversionRules(_ source: Settings.EdgeRules, _ rules: inout Edges.EdgeRules) {
  rules.detectors = source.detectors.compactMap { EdgeKind(rawValue: $0) }
  rules.voteMargin = source.voteMargin
  rules.forecast = VarianceForecastChoice(rawValue: source.vrpForecast) ?? rules.forecast
  rules.maximumCallPercentile = source.flatIVPercentile
  rules.richCarry = source.carryShort
  rules.cheapCarry = source.carryLong
  rules.halfLives = source.halfLifeMin...max(source.halfLifeMin, source.halfLifeMax)
  rules.greatestPValue = source.reversionP
  rules.volatilityCost = source.volatilityCost
  rules.pairCost = source.pairCost
  rules.pairStop = source.pairStop
  rules.pairHealth.greatestPValue = source.reversionP
  rules.pairHealth.leastCorrelation = source.pairCorrelation
  rules.pairHealth.halfLives = rules.halfLives
}

using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>
/// Has something to do whenever an alert is told for the first time, or once more after it was over, and when it is taken or over; before
/// that is told.
/// </summary>
interface IHearOfAlerts
{
    Task Opened(Work work, Alert alert, CancellationToken cancel);

    /// <summary>Somebody has taken it, or it is over; it was told before that it was open.</summary>
    Task Settled(Work work, Alert alert, CancellationToken cancel) => Task.CompletedTask;
}

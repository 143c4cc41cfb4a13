using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>Has something to do whenever an alert is told for the first time, or once more after it was over; before it is told.</summary>
interface IHearOfAlerts
{
    Task Opened(Work work, Alert alert, CancellationToken cancel);
}

using OpsBot.Core.Operations;

namespace OpsBot.Core.Alerts;

/// <summary>
/// What of one sort is wrong at the moment, as the tables say: the same whoever asks, and however often. What it names has an alert;
/// what it names no more is over.
/// </summary>
public interface ITrouble
{
    /// <summary>How the causes of its alerts begin: "job:".</summary>
    string Causes { get; }

    Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel);

    /// <summary>How that ended, in a sentence.</summary>
    Task<string> Over(Alert alert, Work work, CancellationToken cancel);
}

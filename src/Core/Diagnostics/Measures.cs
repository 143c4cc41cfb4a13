using System.Diagnostics.Metrics;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Diagnostics;

/// <summary>What OpsBot counts and times about itself; while nobody listens, nothing is kept.</summary>
public static class Measures
{
    public const string Name = "OpsBot";

    static readonly Meter meter = new(Name);

    static readonly Histogram<double> requests = Times("opsbot.request.duration", "From taking a request up to its commit");
    static readonly Histogram<double> waits = Times("opsbot.request.wait", "From writing a request down to taking it up");
    static readonly Histogram<double> jobs = Times("opsbot.job.duration", "One go at a job, as far as it went");
    static readonly Histogram<double> duties = Times("opsbot.duty.duration", "One round of a duty");
    static readonly Histogram<double> deliveries = Times("opsbot.delivery.duration", "One call to a chat platform that says something");

    /// <summary>Of what was not understood there is no command, and no name that somebody typed becomes one here.</summary>
    public static void Request(string? command, OutcomeKind outcome, TimeSpan took)
    {
        if (requests.Enabled) requests.Record(took.TotalSeconds, Tag("command", command ?? "none"), Tag("outcome", outcome.Snake()));
    }

    public static void Waited(string platform, TimeSpan waited) => waits.Record(waited.TotalSeconds, Tag("platform", platform));

    public static void Job(string operation, TimeSpan took) => jobs.Record(took.TotalSeconds, Tag("operation", operation));

    public static void Duty(string duty, bool wentWell, TimeSpan took) =>
        duties.Record(took.TotalSeconds, Tag("duty", duty), Tag("outcome", wentWell ? "done" : "failed"));

    /// <summary>The outcome is the name of its kind.</summary>
    public static void Delivery(string platform, object outcome, TimeSpan took)
    {
        if (deliveries.Enabled)
            deliveries.Record(took.TotalSeconds, Tag("platform", platform), Tag("outcome", SnakeCase.Of(outcome.GetType().Name)));
    }

    static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    static Histogram<double> Times(string name, string description) => meter.CreateHistogram<double>(name, "s", description);
}

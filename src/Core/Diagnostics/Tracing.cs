using System.Diagnostics;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Diagnostics;

/// <summary>
/// One trace from the signed request over the inbox and the job to the delivered message, for whoever listens. Between two processes it
/// is a line beside the row that goes from one to the other. While nobody listens it is nothing at all.
/// </summary>
public static class Tracing
{
    public const string Name = "OpsBot";

    static readonly ActivitySource source = new(Name);

    /// <summary>Where this piece of work stands, to be written down beside what follows from it; none while nobody listens.</summary>
    public static string? Here => source.HasListeners() ? Activity.Current?.Id : null;

    /// <summary>A part of what is under way.</summary>
    public static Activity? Begin(string what, ActivityKind kind = ActivityKind.Internal) => source.StartActivity(what, kind);

    /// <summary>What follows from something that another process, or another moment of this one, has written down.</summary>
    public static Activity? GoOn(string what, string? from)
    {
        if (!source.HasListeners()) return null;
        _ = ActivityContext.TryParse(from, null, isRemote: true, out var before);
        return source.StartActivity(what, ActivityKind.Consumer, before);
    }

    extension(Activity? activity)
    {
        /// <summary>What was asked for, and what came of it.</summary>
        public void Tells(string? command, OutcomeKind outcome)
        {
            if (activity is null) return;
            activity.DisplayName = command ?? "not understood";
            activity.SetTag("outcome", outcome.Snake());
            if (outcome is OutcomeKind.Failed) activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}

using Npgsql;
using OpsBot.Core.Instances.Logs;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record InstanceLogs(
    [Arg("whose logs")] InstanceId Instance,
    [Arg("how many lines", Min = 1, Max = 1000)] int Lines = 50) : IQuestion<InstanceLogs, LogsRead>
{
    public static Spec Spec { get; } = new("instance logs", "The last lines of an instance's log, newest at the bottom, secrets masked")
    {
        Examples = ["/instance logs acme-prod", "/instance logs acme-prod 500"],
    };
}

/// <summary>Oldest line first; none, and why, where the host could not be asked.</summary>
public sealed record LogsRead(string Slug, IReadOnlyList<LogLine> Lines, bool Cut, int Asked, string? Blind = null) : IAnswer
{
    // What fits on a phone without scrolling for a minute; the rest comes as a file.
    const int InlineCharacters = 2_400;

    public Reply Say()
    {
        var entries = LogEntries.Of(Lines);
        var (shown, count) = entries.End(InlineCharacters);
        return new($"Logs of {Slug}")
        {
            Tone = Blind is null ? Tone.Neutral : Tone.Warning,
            Parts = Blind is not null ? [new Notice(Tone.Warning, $"The logs of {Slug} can't be read. {Blind}")]
                : Lines.Count == 0 ? [new Paragraph("The log is empty.")]
                :
                [
                    new Verbatim(shown),
                    .. new Attachment($"{Slug}.log", entries.Text).If(count < Lines.Count),
                    new Small(Below(entries, count)),
                ],
            Buttons = Blind is not null
                ?
                [
                    new Button("Try again", $"/instance logs {Slug} {Asked}") { InPlace = true },
                    new Button("Show", $"/instance show {Slug}"),
                ]
                :
                [
                    new Button("Refresh", $"/instance logs {Slug} {Asked}") { InPlace = true },
                    .. More(Math.Min(1000, Asked * 5)).If(Asked < 1000),
                    new Button("Show", $"/instance show {Slug}"), new Button("Restart", $"/instance restart {Slug}"),
                ],
        };
    }

    string Below(LogEntries entries, int shown) =>
        $"{Lines.Count} {(Lines.Count == 1 ? "line" : "lines")}, newest at the bottom"
        + (shown < Lines.Count ? $"; the last {shown} here, all in the file" : "")
        + $". {entries.WhoseTime} Secrets are masked.{(Cut ? " Some lines were too long to fetch whole." : "")}";

    Button More(int lines) => new($"{lines} lines", $"/instance logs {Slug} {lines}");
}

sealed class InstanceLogsHandler(IRuntime runtime) : IAnswerQuestion<InstanceLogs, LogsRead>, ILookOutside<InstanceLogs, RuntimeLogs>
{
    public string Whom => "The host";

    public async Task<Looking<RuntimeLogs>?> Aim(InstanceLogs question, NpgsqlConnection db, CancellationToken cancel)
    {
        var instance = await Instance.Get(db, question.Instance, cancel);
        return instance.State == InstanceState.Deleted ? null
            : async within => (await runtime.Logs(instance.Runtime, question.Lines, within)).Seen();
    }

    public async Task<Result<LogsRead>> Answer(InstanceLogs question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        if (instance.State == InstanceState.Deleted) return InstanceLife.NotNow(instance, "read the logs of");
        return work.Seen<RuntimeLogs>().Failed(out var logs, out var blind)
            ? new LogsRead(instance.Slug, [], false, question.Lines, blind.Sentence)
            : new LogsRead(instance.Slug, [.. logs.Lines.Reverse()], logs.Cut, question.Lines);
    }
}

using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>
/// Duties that failed again and again, or that no worker took up for three rounds: an alert for each, or one for all where nobody does any.
/// Bots look as well as workers, because a worker that is gone cannot tell.
/// </summary>
public sealed class DutiesFailing : ITrouble, IAlertCard
{
    const string None = "duty:all";
    const int Failures = 3;
    const int Rounds = 3;

    // As many are late at once only where no worker runs.
    const int Most = 2;

    public string Causes => "duty:";

    public AlertKind[] Kinds { get; } = [AlertKind.Duty];

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel)
    {
        var duties = await DutyLine.All(work, cancel);
        var late = duties.Where(duty => duty.IsOverdue(work.Now - ((Rounds - 1) * duty.Every))).ToList();
        var failing = duties.Except(late).Where(duty => duty is { IsFailing: true, Attempts: >= Failures }).Select(Failing);
        return [.. late.Count > Most ? [NobodyDoes(late)] : late.Select(Late), .. failing];
    }

    public Task<string> Over(Alert alert, Work work, CancellationToken cancel) => Task.FromResult("It is done again.");

    public Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel) => Task.FromResult(new AlertFace([],
        [new Button("Schedule", "/ops schedule"), new Button("Status", "/ops status")]));

    static NewAlert Failing(DutyLine duty) => new(AlertKind.Duty, $"duty:{duty.Duty}", Severity.Warning, $"The duty “{duty.Duty}” fails")
    {
        Detail = $"Its round of {new At(duty.Slot).Text} failed again and again, and is tried on. {duty.Error}", Command = "/ops schedule",
    };

    static NewAlert Late(DutyLine duty) => new(AlertKind.Duty, $"duty:{duty.Duty}", Severity.Critical,
        $"Nobody does the duty “{duty.Duty}”")
    {
        Detail = $"Due since {new At(duty.Due).Text}, and no worker takes it up. Is one running, and not of an old version?",
        Command = "/ops schedule",
    };

    static NewAlert NobodyDoes(IReadOnlyList<DutyLine> late) => new(AlertKind.Duty, None, Severity.Critical,
        "No worker does its duties")
    {
        Detail = $"Nothing is looked at, and no job goes on, since {new At(late.Min(duty => duty.Due)).Text} at the latest. Start a worker.",
        Command = "/ops status",
    };
}

using OpsBot.Core.Alerts;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>The one living message of a maintenance: that it comes, that it is on, that it is over and what failed meanwhile.</summary>
static class MaintenanceCard
{
    const int Shown = 10;

    public static Reply Of(Maintenance one, DateTimeOffset now) => new(Heading(one, now))
    {
        Audience = Audience.Room, Tone = one.StateAt(now) == MaintenanceState.On ? Tone.Warning : Tone.Neutral,
        Parts =
        [
            new Paragraph(Words.Of(new Plain("From "), new At(one.StartsAt), new Plain(" to "), new At(one.Until),
                new Plain($": “{one.Reason}” ({one.By ?? "OpsBot"})."))),
            .. new Paragraph("Nobody is called about it, and it is not rebooted. It is measured all the same.")
                .If(one.StateAt(now) != MaintenanceState.Over),
        ],
        Buttons = one.StateAt(now) == MaintenanceState.Over ? [new Button("Maintenances", "/maintenance list")] :
        [
            new Button("Extend", $"/maintenance extend {one.Number}") { Spoken = $"Extend maintenance {one.Number}" },
            new Button(one.StartsAt > now ? "Take it back" : "End it", $"/maintenance end {one.Number}")
            { Spoken = $"End maintenance {one.Number}" },
        ],
    };

    public static Reply Over(Maintenance one, IReadOnlyList<FailedMeanwhile> failed, IReadOnlyList<Alert> alerts, DateTimeOffset now) =>
        Of(one, now).With(
        [
            .. new Paragraph("Nothing failed meanwhile.").If(failed.Count + alerts.Count == 0 && !one.IsCancelled),
            .. new Title("Failed meanwhile").If(failed.Count + alerts.Count > 0),
            .. failed.Take(Shown).Select(Line),
            .. new Small($"and more than {Shown} servers: /vps list").If(failed.Count > Shown),
            .. alerts.Select(alert => new Item($"#{alert.Number} {alert.Heading.Cut(100)}",
                [new Button("Show", $"/alert show {alert.Number}") { Spoken = $"Show alert {alert.Number}" }])),
        ]) with { Tone = failed.Any(one => one.StillFails) ? Tone.Bad : Tone.Good };

    static Part Line(FailedMeanwhile one) => new Paragraph(Words.Of(new Strong(one.Name), new Plain(
            one.Was is { } was ? $" was {was.Words()} from " : " failed before it began"))
        + (one.At is { } at ? new At(at) : Words.None)
        + (one.StillFails ? $"; it is {one.Now!.Value.Words()} now, and calls from now on." : "; it is healthy again."));

    static string Heading(Maintenance one, DateTimeOffset now) =>
        $"Maintenance #{one.Number} of {one.TargetName} " + one.StateAt(now) switch
        {
            MaintenanceState.Planned => "is planned",
            MaintenanceState.On => "is on",
            MaintenanceState.Over => one.IsCancelled ? "was taken back" : "is over",
        };
}

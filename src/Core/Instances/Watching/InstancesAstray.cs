using OpsBot.Core.Alerts;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Watching;

/// <summary>Instances that broke by themselves, or run though people stopped them: one alert for each host that has any.</summary>
sealed class InstancesAstray : ITrouble, IAlertCard
{
    const int Shown = 5;

    public string Causes => "instance:";

    public AlertKind[] Kinds { get; } = [AlertKind.Instance];

    sealed record Astray(Guid Host, string HostName, InstanceId Id, string Slug, bool Broke);

    public async Task<IReadOnlyList<NewAlert>> Now(Work work, CancellationToken cancel) =>
    [
        .. (await work.List<Astray>(
            """
            select   s.id as host, s.name as host_name, i.id, i.slug, i.broke_at is not null and i.state = 'error' as broke
            from     instances i
            join     servers s on s.id = i.server_id
            where    (i.broke_at is not null and i.state = 'error') or i.runs_since is not null
            order by s.name, i.slug
            """, null, cancel)).GroupBy(one => (one.Host, one.HostName)).Select(host => Of(host.Key.Host, host.Key.HostName, [.. host])),
    ];

    static NewAlert Of(Guid host, string name, IReadOnlyList<Astray> all) => new(AlertKind.Instance, $"instance:{host:n}",
        all.Any(one => one.Broke) ? Severity.Critical : Severity.Warning, Heading(name, all))
    {
        Members = [.. all.Select(one => Target.Of(one.Id, one.Slug))], Command = "/instance failed",
    };

    // It stays in the message once it is over: then it has to say what it was about.
    static string Heading(string host, IReadOnlyList<Astray> all) => all.Where(one => one.Broke).ToList() switch
    {
        [] => $"{Count(all.Count)} on {host} {(all.Count == 1 ? "runs" : "run")} though stopped here",
        [var one] => $"{one.Slug} on {host} broke",
        var broken => $"{Count(broken.Count)} on {host} broke",
    };

    static string Count(int instances) => Several.Of(instances, "instance", "instances");

    public Task<string> Over(Alert alert, Work work, CancellationToken cancel) => Task.FromResult("All is as it was ordered again.");

    sealed record Line(string Slug, string? Error, DateTimeOffset? FailedAt, DateTimeOffset? RunsSince)
    {
        public Item Item => FailedAt is { } failed
            ? new(Words.Of(new Strong(Slug), new Plain($"  {Error}\nSince "), new At(failed)),
                [
                    new Button("Retry", $"/instance retry {Slug}") { Spoken = $"Retry {Slug}" },
                    new Button("Logs", $"/instance logs {Slug}") { Spoken = $"Logs of {Slug}" },
                ])
            : new(
                Words.Of(new Strong(Slug), new Plain("  It is stopped here, but its container runs since "), new At(RunsSince!.Value),
                    new Plain(". Somebody started it past OpsBot.")),
                [
                    new Button("Stop it", $"/instance stop {Slug}") { Spoken = $"Stop {Slug}" },
                    new Button("Let it run", $"/instance start {Slug}") { Spoken = $"Let {Slug} run" },
                ]);
    }

    public async Task<AlertFace> Of(Alert alert, Work work, CancellationToken cancel)
    {
        if (!alert.IsOpen) return AlertFace.None;
        var lines = await work.List<Line>(
            """
            select   i.slug, i.error, case when i.state = 'error' then i.failed_at end as failed_at, i.runs_since
            from     alert_members m
            join     instances i on i.id = m.member_id
            where    m.alert_id = @Id and m.left_at is null
            and      ((i.broke_at is not null and i.state = 'error') or i.runs_since is not null)
            order by i.runs_since is not null, i.slug
            limit    @Most
            """, new { alert.Id, Most = Shown + 1 }, cancel);
        return new(
            [.. lines.Take(Shown).Select(line => line.Item), .. new Small("and more: /instance failed").If(lines.Count > Shown)],
            [
                lines.Any(line => line.FailedAt is not null) ? new Button("Failed", "/instance failed")
                    : new Button("Instances", "/instance list"),
            ]);
    }
}

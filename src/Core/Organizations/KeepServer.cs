using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record KeepServer([Arg("which organization")] OrganizationId Org) : ICommand<KeepServer, ServerKept>
{
    public static Spec Spec { get; } = new("org keep-server", "Keep a server that did not come up until somebody removes it")
    {
        Needs = Role.Admin, Hidden = true, Verb = "Keep it", Examples = ["/org keep-server globex"],
    };
}

public sealed record ServerKept(string Slug, string Server, Money? Price) : IAnswer
{
    public Reply Say() => new($"{Server} stays")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph("It stays until somebody removes it" + (Price is { } price ? $", and costs {price} a month until then." : ".")),
        ],
        Buttons =
        [
            new Button("Retry", $"/org retry {Slug}") { Look = Look.Primary },
            new Button("Clean up", $"/org clean-up {Slug}") { Look = Look.Danger }, new Button("Show", $"/org show {Slug}"),
        ],
    };
}

sealed class KeepServerHandler : IHandle<KeepServer, ServerKept>
{
    public async Task<Result<Plan>> Plan(KeepServer command, Work work, CancellationToken cancel) =>
        (await work.LeftOver(command.Org, cancel)).Failed(out var left, out var refusal) ? refusal
            : left.Server.KeptUntil is not { } until ? Kept(left)
            : left.Organization.Plan($"Keep the server of {left.Organization.Slug}") with
            {
                Changes = [new("Stays until", new At(until).Text, "somebody removes it")],
                Affects = new(Impact.None, "Nobody: it never came up."),
                Undo = Undo.By("Remove it with", $"/org clean-up {left.Organization.Slug}"),
            };

    public async Task<Result<ServerKept>> Handle(KeepServer command, Work work, CancellationToken cancel)
    {
        if ((await work.LeftOver(command.Org, cancel)).Failed(out var left, out var refusal)) return refusal;
        var (organization, server) = left;
        return await work.Execute(
            "update servers set kept_until = null, version = version + 1 where id = @Id and version = @Version and kept_until is not null",
            new { server.Id, server.Version }, cancel) == 1
            ? new ServerKept(organization.Slug, server.Name, server.Price) : Kept(left);
    }

    static Refusal Kept(LeftBehind left) => new($"{left.Server.Name} is kept already, until somebody removes it.")
    {
        WaysOn = [new("Show", $"/org show {left.Organization.Slug}")],
    };
}

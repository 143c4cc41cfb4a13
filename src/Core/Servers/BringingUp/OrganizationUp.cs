using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>An organization's server came up, or why not and what there is of it.</summary>
public sealed record OrganizationUp(string Slug, OrganizationState State, string? Error = null) : IAnswer
{
    public Server? Server { get; init; }

    public RoutePattern? Addresses { get; init; }

    public bool IsRouted { get; init; }

    public Reply Say() => (Error, State) switch
    {
        (null, _) => new($"{Slug} is active")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts =
            [
                new Paragraph(IsRouted ? "Its server runs, its services answer, and its route is open."
                    : "Its server runs, and its services answer. Routing is off (OPSBOT_Caddy__AdminUrl), so no address leads there yet."),
                new Fields([.. Facts]),
            ],
            Buttons = [new Button("Show", $"/org show {Slug}"), new Button("Why", $"/why {Slug}")],
        },
        (_, OrganizationState.Deleted) => new($"{Slug} stays deleted")
        {
            Tone = Tone.Neutral, Audience = Audience.Room,
            Parts = [new Notice(Tone.Neutral, Error), new Paragraph("Nothing of it is left but the picture that it can be rebuilt of.")],
            Buttons = [new Button("Undelete", $"/org undelete {Slug}"), new Button("Show", $"/org show {Slug}")],
        },
        (_, OrganizationState.Pending) => new($"{Slug} is called off")
        {
            Tone = Tone.Neutral, Audience = Audience.Room,
            Parts = [new Notice(Tone.Neutral, Error), new Paragraph("Nothing of it is left. It waits to be approved, as before.")],
            Buttons = [new Button("Approve", $"/org approve {Slug}"), new Button("Reject", $"/org reject {Slug}")],
        },
        _ => new($"{Slug} did not come up")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Notice(Tone.Bad, Error), .. LeftOver.Say(Server)],
            Buttons =
            [
                new Button("Retry", $"/org retry {Slug}") { Look = Look.Primary }, .. LeftOver.Buttons(Slug, Server),
                new Button("Show", $"/org show {Slug}"),
            ],
        },
    };

    IEnumerable<Field> Facts => Server is not { } server ? [] :
    [
        .. (Addresses?.AddressOf(Slug)).IfAny(address => new Field("Address", new Code(address.ToString()))),
        new Field("Server", $"{server.Name}, {server.Type} in {server.Region}"
            + (server.Price is { } price ? $", {price} a month" : "")),
        .. DnsNames.Of(Addresses, Slug, server),
    ];
}

/// <summary>What there is of a server that did not come up, and what can be done with it.</summary>
static class LeftOver
{
    public static IEnumerable<Part> Say(Server? server) => server is not { ProviderId: not null, State: ServerState.Error } ? [] :
    [
        new Paragraph((Words)$"Its server {server.Name} ({server.Type} in {server.Region}{Costs(server)}) "
            + (server.KeptUntil is { } until ? (Words)"stays until " + new At(until) + " and is then removed."
                : "stays until somebody removes it.")
            + " Retry goes on with it."),
    ];

    static string Costs(Server server) => server.Price is { } price ? $", {price} a month" : "";

    public static IEnumerable<Button> Buttons(string slug, Server? server) =>
        server is not { ProviderId: not null, State: ServerState.Error, IsUnproven: true } ? [] :
        [
            .. new Button("Keep", $"/org keep-server {slug}").If(server.KeptUntil is not null),
            new Button("Clean up", $"/org clean-up {slug}") { Look = Look.Danger },
        ];
}

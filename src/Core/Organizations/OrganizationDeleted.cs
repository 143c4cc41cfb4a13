using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What is left of an organization, or why it was not deleted and what it is instead.</summary>
public sealed record OrganizationDeleted(string Slug, DeleteMemo Memo, Goodbye? Goodbye) : IAnswer
{
    public string? Error { get; init; }

    public OrganizationState Now { get; init; } = OrganizationState.Deleted;

    public RouteState? Route { get; init; }

    public Reply Say() => (Error, Memo.Fate) switch
    {
        (null, _) => new($"{Slug} is deleted")
        {
            Tone = Tone.Neutral, Audience = Audience.Room,
            Parts =
            [
                new Paragraph(Memo.Server is null ? "It had no server any more, and its address is gone."
                    : $"Server {Memo.Name}, its addresses and its route are gone."),
                .. Goodbye.IfAny(one => new Paragraph(Words.Of(
                    new Plain($"A picture of its disk is kept{(one.Price is { } price ? $" for {price} a month" : "")} until "), new At(one.ExpiresAt),
                    new Plain(". Until then it can be rebuilt.")))),
                .. Left,
            ],
            Buttons =
            [
                .. new Button("Undelete", $"/org undelete {Slug}").If(Goodbye is not null), new Button("Show", $"/org show {Slug}"),
            ],
        },
        ({ } error, ServerFate.Lives) => new($"{Slug} was not deleted")
        {
            Tone = Tone.Warning, Audience = Audience.Room,
            Parts = [new Notice(Tone.Warning, Sentences.WithInstants(error)), new Paragraph(AsBefore)],
            Buttons = [new Button("Show", $"/org show {Slug}"), new Button("Why", $"/why {Slug}")],
        },
        ({ } error, _) => new($"{Slug} is only half deleted")
        {
            Tone = Tone.Bad, Audience = Audience.Room,
            Parts =
            [
                new Notice(Tone.Bad, Sentences.WithInstants(error)),
                new Paragraph(Memo.Fate == ServerFate.Deleted
                    ? "Its server is gone, and its address stays closed. Delete it once more to end what is left."
                    : "Nobody knows whether its server is still there, and its address stays closed. Delete it once more to find out."),
                .. Left,
            ],
            Buttons =
            [
                new Button("Delete it", $"/org delete {Slug}") { Look = Look.Danger }, new Button("Show", $"/org show {Slug}"),
                new Button("Why", $"/why {Slug}"),
            ],
        },
    };

    string AsBefore => $"It is {Now.Words()}, as before" + Route switch
    {
        RouteState.On => ", and its address leads to it again.",
        RouteState.Paused => ", and its address says that it is paused.",
        RouteState.Off or null => ".",
    };

    IReadOnlyList<Part> Left => Memo.Left.Count == 0 ? [] :
    [
        new Notice(Tone.Warning, $"Still there, and not OpsBot's to remove: {Several.InOneSentence(Memo.Left)}. "
            + "Remove it at the provider if nobody needs it."),
    ];
}

/// <summary>What has become of the server, as far as anybody knows.</summary>
public enum ServerFate
{
    /// <summary>It is as it was: nothing was done to it that was not taken back.</summary>
    Lives,

    /// <summary>It was told to go, and nobody has looked since.</summary>
    Unknown,

    Deleted,
}

/// <summary>What the steps leave each other.</summary>
public sealed record DeleteMemo
{
    /// <summary>None where there is no server.</summary>
    public ServerId? Server { get; init; }

    public string Name { get; init; } = "";

    /// <summary>By which everything of it is found there, also what another delete has left.</summary>
    public string? Label { get; init; }

    /// <summary>None where it is not there: it never was, or somebody has deleted it.</summary>
    public string? ProviderId { get; init; }

    public string? Type { get; init; }

    public bool WasProtected { get; init; }

    /// <summary>What hung on it before it went.</summary>
    public IReadOnlyList<Attached> Attached { get; init; } = [];

    public ServerFate Fate { get; init; }

    public string? Picture { get; init; }

    public decimal? PictureGb { get; init; }

    /// <summary>A month.</summary>
    public Money? PicturePrice { get; init; }

    public int PictureDiskGb { get; init; }

    /// <summary>What was begun at the provider.</summary>
    public string? Unprotecting { get; init; }

    public string? Protecting { get; init; }

    public string? Picturing { get; init; }

    public string? Deleting { get; init; }

    /// <summary>What costs on and is somebody else's to remove, in words.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];
}

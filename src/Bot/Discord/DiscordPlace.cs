using System.Text.Json.Serialization;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Places in Discord. The rest of OpsBot carries them about by kind and id, with means that only Discord reads.</summary>
[JsonConverter(typeof(DiscordPlaceJson))]
abstract record DiscordPlace
{
    public const string Platform = "discord";

    /// <summary>A channel or a thread; when the bot cannot post there, who asked gets it instead.</summary>
    public sealed record Channel(string Id, string? Asker = null) : DiscordPlace;

    /// <summary>Direct messages with one person, and why it stands there when it was meant for elsewhere.</summary>
    public sealed record Person(string Id, Cause Why = Cause.Meant) : DiscordPlace;

    public enum Cause { Meant, NotInChannel, TokenExpired }

    /// <summary>
    /// The first answer to an interaction; its token is good for three seconds to begin with and for 15 minutes to go on.
    /// </summary>
    public sealed record Answer(Manner How, string Asker, string Interaction, string Token) : DiscordPlace;

    /// <summary>
    /// Seen by who asked only; by everybody there (in direct messages that is the same); in place of the message clicked in.
    /// </summary>
    public enum Manner { Private, Open, Replace }

    /// <summary>
    /// The channel where it was asked, as the interaction's own answer while that is possible; a post in the channel from then on.
    /// </summary>
    public sealed record Room(string Id, string Asker, string Interaction, string Token) : DiscordPlace;

    /// <summary>
    /// A modal, which has to be the first answer to its interaction; later, and to a modal, it is a message that opens one.
    /// </summary>
    public sealed record Dialog(bool Opens, Answer At) : DiscordPlace;

    /// <summary>The pinned message of a channel that shows how things stand.</summary>
    public sealed record Board(string Id) : DiscordPlace;

    sealed record Means
    {
        public string? Asker { get; init; }
        public Cause? Why { get; init; }
        public Manner? How { get; init; }
        public string? Token { get; init; }
        public string? Channel { get; init; }
        public bool? Opens { get; init; }
    }

    public ChatPlace ToChat() => this switch
    {
        Channel channel => Chat(PlaceKind.Channel, channel.Id, channel.Asker is { } asker ? new() { Asker = asker } : null),
        Person person => Chat(PlaceKind.Person, person.Id, person.Why is Cause.Meant ? null : new() { Why = person.Why }),
        Answer answer => Chat(PlaceKind.Answer, answer.Interaction, By(answer)),
        Room room => Chat(PlaceKind.Room, room.Interaction, new() { Channel = room.Id, Asker = room.Asker, Token = room.Token }),
        Dialog dialog => Chat(PlaceKind.Dialog, dialog.At.Interaction, By(dialog.At) with { Opens = dialog.Opens ? true : null }),
        Board board => Chat(PlaceKind.Page, board.Id, null),
        _ => throw new InvalidOperationException($"Discord has no place {GetType().Name}."),
    };

    /// <summary>None where Discord has no such place.</summary>
    public static DiscordPlace? Of(ChatPlace place) => (place.Kind, Of(place.Means)) switch
    {
        (PlaceKind.Channel, var means) => new Channel(place.Id, means.Asker),
        (PlaceKind.Person, var means) => new Person(place.Id, means.Why ?? Cause.Meant),
        (PlaceKind.Answer, var means) => By(place.Id, means),
        (PlaceKind.Room, { Channel: { } channel, Asker: { } asker, Token: { } token }) => new Room(channel, asker, place.Id, token),
        (PlaceKind.Dialog, var means) when By(place.Id, means) is { } answer => new Dialog(means.Opens is true, answer),
        (PlaceKind.Page, _) => new Board(place.Id),
        _ => null,
    };

    static Means By(Answer answer) => new() { How = answer.How, Asker = answer.Asker, Token = answer.Token };

    static Answer? By(string interaction, Means means) => means is { How: { } how, Asker: { } asker, Token: { } token }
        ? new(how, asker, interaction, token) : null;

    static ChatPlace Chat(PlaceKind kind, string id, Means? means) =>
        new(Platform, kind, id) { Means = means is null ? null : Json.Text(means) };

    static Means Of(string? means) => means is null ? new() : Json.Read<Means>(means);
}

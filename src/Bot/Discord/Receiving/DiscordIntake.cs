using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Takes an interaction that is certainly Discord's, whichever way it came: writes down what is asked, then acknowledges.
/// </summary>
sealed partial class DiscordIntake(
    Inbox inbox, FilledForms forms, KeptClicks clicks, Typing typing, Members members, ThinkingAnswers thinking,
    IOptions<DiscordOptions> options, TimeProvider time, ILogger<DiscordIntake> log)
{
    // Of the three seconds that Discord waits; writing down has a patience of its own.
    static readonly TimeSpan lookUpFor = TimeSpan.FromSeconds(1.8);

    readonly DiscordOptions discord = options.Value;

    /// <summary>What an interaction turned out to be: something to write down, or something that is answered as it is.</summary>
    abstract record Meant
    {
        public sealed record Ask(string Kind, DiscordAsk? What) : Meant;

        public sealed record Answer(JsonObject Response) : Meant;
    }

    public async Task<DiscordAck> Take(JsonElement payload, CancellationToken cancel)
    {
        try
        {
            return await TakeIn(payload, cancel);
        }
        // A bug in taking this one: told again it would only come up again, and hold up the gateway's session for good.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            var reference = Guid.CreateVersion7(time.GetUtcNow()).ToString("n")[^12..];
            LogBroken(bug, reference);
            // Where somebody types, Discord takes choices and nothing else.
            return new(payload.Whole("type") == (int)InteractionKind.Typing ? Responses.Choices([])
                : Responses.Notice(Faults.Reply(Faults.NothingChanged, reference)));
        }
    }

    async Task<DiscordAck> TakeIn(JsonElement payload, CancellationToken cancel)
    {
        if (IsForeign(payload)) return DiscordAck.No(Refused.Foreign);
        if (Interaction.Read(payload) is not { } interaction) return DiscordAck.No(Refused.Malformed);
        try
        {
            return await LookUp(interaction, cancel) switch
            {
                Meant.Ask { What: { } ask } meant => await Take(meant.Kind, interaction, ask, cancel),
                Meant.Answer answer => new(answer.Response),
                _ => DiscordAck.No(Refused.Malformed),
            };
        }
        // What is kept for a click or a form could not be read; nothing was written down.
        catch (Exception away) when ((away is OperationCanceledException || Outage.Is(away)) && !cancel.IsCancellationRequested)
        {
            LogNotRead(away, interaction.Id);
            return NotRead(interaction);
        }
    }

    /// <summary>A message of somebody to the bot; those of bots, this one included, and those in channels ask for nothing.</summary>
    public async Task<DiscordAck> Hear(JsonElement message, CancellationToken cancel)
    {
        try
        {
            return await HearOf(message, cancel);
        }
        // As with an interaction: told again, it would only come up again. It asked for nothing but a pointer to help.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogUnheard(bug, Guid.CreateVersion7(time.GetUtcNow()).ToString("n")[^12..]);
            return DiscordAck.Recorded;
        }
    }

    async Task<DiscordAck> HearOf(JsonElement message, CancellationToken cancel)
    {
        if (PayloadReader.ByMessage(message) is not { } ask || message.Text("id") is not { } id) return DiscordAck.Recorded;
        return await inbox.Receive(new($"{DiscordPlace.Platform}:{id}", DiscordPlace.Platform, "message", ask.Write()),
            cancel) is Received.NotRecorded
            // There is no interaction to say it to: it is tried again.
            ? DiscordAck.NotRecorded(Responses.Notice(TryAgain), DiscordPlace.Manner.Private) : DiscordAck.Recorded;
    }

    async Task<Meant?> LookUp(Interaction interaction, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(lookUpFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        // A server that does not answer at all is not waited for until it takes notice of the cancellation.
        return await MeantByMember(interaction, both.Token).WaitAsync(both.Token);
    }

    /// <summary>In the server Discord lets nobody click who is not in it; in direct messages it does.</summary>
    async Task<Meant?> MeantByMember(Interaction interaction, CancellationToken cancel)
    {
        var standing = interaction.IsDirect ? await members.Of(interaction.User, cancel) : Standing.InServer;
        if (standing is Standing.InServer) return await MeantBy(interaction, cancel);
        if (standing is Standing.Left) LogLeft(interaction.User);
        return new Meant.Answer(interaction.Kind is InteractionKind.Typing ? Responses.Choices([])
            : Responses.Notice(standing is Standing.Left ? HasLeft : NotSaid));
    }

    async Task<Meant?> MeantBy(Interaction interaction, CancellationToken cancel) => interaction.Kind switch
    {
        InteractionKind.Command => new Meant.Ask("command", PayloadReader.ByCommand(interaction)),
        InteractionKind.Click => await Click(interaction, cancel),
        InteractionKind.Typing => new Meant.Answer(await typing.Offer(interaction, cancel)),
        InteractionKind.Form => await Submission(interaction, cancel),
        InteractionKind.Ping or InteractionKind.Other => null,
    };

    async Task<Meant> Click(Interaction interaction, CancellationToken cancel)
    {
        var id = interaction.Data.Text("custom_id") ?? "";
        if (id == DiscordForm.Dismiss) return new Meant.Answer(Responses.Replace(new Reply("Nothing was done")));
        if (FormPage.Read(id) is { } page) return new Meant.Answer(await forms.Open(interaction, page with { InPlace = true }, cancel));
        var clicked = Clickable.Read(id, interaction.Data.Texts("values").FirstOrDefault());
        var click = clicked switch
        {
            Clicked.Now now => now.Click,
            Clicked.Kept kept => await clicks.Find(kept.Key, cancel),
            _ => null,
        };
        if (click is null) return new Meant.Answer(Responses.Notice(TooOld));
        if (click.Confirm is null) return new Meant.Ask("click", PayloadReader.ByClick(interaction, click));
        var question = DiscordForm.Confirming(click);
        await clicks.Keep(question.Kept, cancel);
        return new Meant.Answer(Responses.Message(question, isPrivate: !interaction.IsDirect));
    }

    async Task<Meant?> Submission(Interaction interaction, CancellationToken cancel)
    {
        if (FormPage.Read(interaction.Data.Text("custom_id") ?? "") is not { } page) return null;
        var filled = await forms.Take(interaction, page, cancel);
        return filled.Draft is { } draft ? new Meant.Ask("form", PayloadReader.BySubmission(interaction, page, draft))
            : new Meant.Answer(filled.Response!);
    }

    async Task<DiscordAck> Take(string kind, Interaction interaction, DiscordAsk ask, CancellationToken cancel)
    {
        var received = await inbox.Receive(new($"{DiscordPlace.Platform}:{interaction.Id}", DiscordPlace.Platform, kind, ask.Write()),
            cancel);
        var answer = ask.Answer as DiscordPlace.Answer;
        if (received is Received.NotRecorded)
            return DiscordAck.NotRecorded(Responses.Notice(FormSubmission.GivenBack(TryAgain, ask.Filled)),
            answer?.How ?? DiscordPlace.Manner.Private);
        if (received is not Received.Recorded || answer is null) return DiscordAck.Recorded;
        // Its turn comes later than the token is good for without an answer: said now, it costs no call of its own.
        if (inbox.IsBehind) return new(Responses.Later(answer.How));
        // The token is good for one answer within three seconds, or for as long as it takes once that was said.
        thinking.Hold(answer);
        return DiscordAck.Recorded;
    }

    static DiscordAck NotRead(Interaction interaction) => interaction.Kind switch
    {
        InteractionKind.Typing => new(Responses.Choices([])),
        // A form that opens late opens nowhere, so nothing is done in secret by asking again.
        InteractionKind.Click when FormPage.Read(interaction.Data.Text("custom_id") ?? "") is not null => new(Responses.Notice(TryAgain)),
        _ => DiscordAck.NotRecorded(Responses.Notice(FormSubmission.GivenBack(TryAgain, FormSubmission.Of(interaction))),
            interaction.IsDirect ? DiscordPlace.Manner.Open : DiscordPlace.Manner.Private),
    };

    static readonly Reply TryAgain = new("That could not be recorded, please try again") { Tone = Tone.Bad };

    static readonly Reply TooOld = new("This button is too old") { Tone = Tone.Warning,
        Parts = [new Paragraph("Type the command instead.")] };

    static readonly Reply HasLeft = new("You are no longer in the server, so nothing was done") { Tone = Tone.Bad };

    static readonly Reply NotSaid = new("Discord did not say whether you are in the server, so nothing was done")
    {
        Tone = Tone.Bad, Parts = [new Paragraph("Please try again in a minute, or do it in the server.")],
    };

    bool IsForeign(JsonElement payload) => payload.Text("application_id") != discord.ApplicationId
        || (payload.At("guild_id") is not null ? payload.Text("guild_id") != discord.GuildId
            // Without a server it can only be the direct messages with this bot.
            : payload.At("context") is { ValueKind: JsonValueKind.Number } context && context.TryGetInt32(out var where) &&
                where != BotDirectMessage);

    const int BotDirectMessage = 1;

    [LoggerMessage(LogLevel.Warning, "{User} has left the server and was turned away in direct messages")]
    partial void LogLeft(string user);

    [LoggerMessage(LogLevel.Error, "An interaction could not be taken, reference {Reference}")]
    partial void LogBroken(Exception bug, string reference);

    [LoggerMessage(LogLevel.Error, "A message to the bot could not be taken, reference {Reference}")]
    partial void LogUnheard(Exception bug, string reference);

    [LoggerMessage(LogLevel.Error, "Interaction {Id} could not be looked up; who clicked was asked to try again")]
    partial void LogNotRead(Exception away, string id);
}

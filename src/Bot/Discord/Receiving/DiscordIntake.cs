using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Takes an interaction that is certainly Discord's, whichever way it came: writes down what is asked, then acknowledges.</summary>
sealed partial class DiscordIntake(
    Inbox inbox, FilledForms forms, KeptClicks clicks, Typing typing, Holding holding, IOptions<DiscordOptions> options, ILogger<DiscordIntake> log)
{
    readonly DiscordOptions discord = options.Value;

    public async Task<DiscordAck> Take(JsonElement payload, CancellationToken cancel)
    {
        if (IsForeign(payload)) return DiscordAck.No(Refused.Foreign);
        if (Interaction.Read(payload) is not { } interaction) return DiscordAck.No(Refused.Malformed);
        try
        {
            return interaction.Kind switch
            {
                InteractionKind.Command => await Take("command", interaction, Asked.ByCommand(interaction), cancel),
                InteractionKind.Click => await Click(interaction, cancel),
                InteractionKind.Typing => new(await typing.Offer(interaction, cancel)),
                InteractionKind.Form => await Submission(interaction, cancel),
                InteractionKind.Ping or InteractionKind.Other => DiscordAck.No(Refused.Malformed),
            };
        }
        // What is kept for a click or a form could not be read; nothing was written down, and whoever clicked is told so.
        catch (Exception away) when (away is NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException } && !cancel.IsCancellationRequested)
        {
            LogNotRead(away, interaction.Id);
            var tryAgain = Responses.Notice(Filled.GivenBack(TryAgain, Filled.Of(interaction)));
            // A form that opens late opens nowhere, so nothing is done in secret by asking again.
            return interaction.Kind is InteractionKind.Click && FormPage.Read(interaction.Data.Text("custom_id") ?? "") is not null ? new(tryAgain)
                : DiscordAck.NotRecorded(tryAgain, interaction.IsDirect ? DiscordPlace.Manner.Open : DiscordPlace.Manner.Private);
        }
    }

    async Task<DiscordAck> Click(Interaction interaction, CancellationToken cancel)
    {
        var id = interaction.Data.Text("custom_id") ?? "";
        if (id == DiscordForm.Dismiss) return new(Responses.Replace(new Reply("Nothing was done")));
        if (FormPage.Read(id) is { } page) return new(await forms.Open(interaction, page with { InPlace = true }, cancel));
        var clicked = Clickable.Read(id, interaction.Data.List("values").FirstOrDefault() is { ValueKind: JsonValueKind.String } chosen ? chosen.GetString() : null);
        var click = clicked switch
        {
            Clicked.Now now => now.Click,
            Clicked.Kept kept => await clicks.Find(kept.Key, cancel),
            _ => null,
        };
        if (click is null) return new(Responses.Notice(TooOld));
        if (click.Confirm is null) return await Take("click", interaction, Asked.ByClick(interaction, click), cancel);
        var question = DiscordForm.Confirming(click);
        await clicks.Keep(question.Kept, cancel);
        return new(Responses.Message(question, isPrivate: !interaction.IsDirect));
    }

    async Task<DiscordAck> Submission(Interaction interaction, CancellationToken cancel)
    {
        if (FormPage.Read(interaction.Data.Text("custom_id") ?? "") is not { } page) return DiscordAck.No(Refused.Malformed);
        var filled = await forms.Take(interaction, page, cancel);
        return filled.Draft is { } draft
            ? await Take("form", interaction, Asked.BySubmission(interaction, page, draft), cancel)
            : new(filled.Response);
    }

    async Task<DiscordAck> Take(string kind, Interaction interaction, DiscordAsk? ask, CancellationToken cancel)
    {
        if (ask is null) return DiscordAck.No(Refused.Malformed);
        var received = await inbox.Receive(new($"{DiscordPlace.Platform}:{interaction.Id}", DiscordPlace.Platform, kind, ask.Write()), cancel);
        var answer = DiscordPlace.Parse(ask.Answer) as DiscordPlace.Answer;
        if (received is Received.NotRecorded) return DiscordAck.NotRecorded(Responses.Notice(Filled.GivenBack(TryAgain, ask.Filled)), answer?.How ?? DiscordPlace.Manner.Private);
        // The token is good for one answer within three seconds, or for as long as it takes once that was said.
        if (received is Received.Recorded && answer is not null) holding.Hold(answer);
        return DiscordAck.Recorded;
    }

    static readonly Reply TryAgain = new("That could not be recorded, please try again") { Tone = Tone.Bad };

    static readonly Reply TooOld = new("This button is too old") { Tone = Tone.Warning, Parts = [new Paragraph("Type the command instead.")] };

    bool IsForeign(JsonElement payload) => payload.Text("application_id") != discord.ApplicationId
        || (payload.At("guild_id") is { } guild ? guild.ValueKind is not JsonValueKind.String || guild.GetString() != discord.GuildId
            // Without a server it can only be the direct messages with this bot.
            : payload.At("context") is { ValueKind: JsonValueKind.Number } context && context.TryGetInt32(out var where) && where != BotDirectMessage);

    const int BotDirectMessage = 1;

    [LoggerMessage(LogLevel.Error, "Interaction {Id} could not be looked up; who clicked was asked to try again")]
    partial void LogNotRead(Exception away, string id);
}

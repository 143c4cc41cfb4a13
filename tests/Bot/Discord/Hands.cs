using System.Text.Json.Nodes;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using Message = OpsBot.Sandbox.Discord.Message;
using Outcome = OpsBot.Sandbox.Discord.Outcome;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>What people in the pretend Discord do and see.</summary>
static class Hands
{
    extension(DiscordWorld world)
    {
        /// <summary>A channel by its name or its id.</summary>
        public string Where(string channel) =>
            world.Channels.Find(channel) is { } known ? known.Id : world.Channels.FindByName(channel)!.Id;

        /// <summary>What the bot said there, as that person sees it, where the words stand in it.</summary>
        public IReadOnlyList<Message> Said(string channel, string words, string person) =>
            [.. world.Messages.In(world.Where(channel), person)
                .Where(message => message.AuthorId == world.App.BotUserId && message.Shown.Contains(words, StringComparison.Ordinal))];

        /// <summary>The newest message from the bot that the person can see there, once it says that.</summary>
        public async Task<Message> Sees(string person, string words, string channel = "ops")
        {
            await Eventually.True(() => world.Said(channel, words, person).Count > 0, what: $"{person} sees “{words}” in {channel}");
            return world.Said(channel, words, person)[^1];
        }

        public async Task<Modal> OpensForm(string person, string command, params IReadOnlyList<(string Name, string Value)> options)
        {
            var cancel = TestContext.Current.CancellationToken;
            Assert.Null((await world.RunCommand(person, world.Where("ops"), command,
                options.ToDictionary(option => option.Name, option => option.Value), cancel)).Error);
            return await world.SeesForm(person);
        }

        /// <summary>
        /// The form that the person has asked for. A busy machine may take longer than a modal can wait: then there is a button for it.
        /// </summary>
        public async Task<Modal> SeesForm(string person, string channel = "ops")
        {
            await Eventually.True(() => world.Modals.Of(person) is not null || world.Said(channel, "Open the form", person).Count > 0,
                what: $"{person} sees a form, or a way to it");
            if (world.Modals.Of(person) is null)
                await world.Presses(person, world.Said(channel, "Open the form", person)[^1], "Open the form");
            return world.Modals.Of(person)!;
        }

        /// <summary>Presses the button with that label, or chooses the option in a menu.</summary>
        public Task<Outcome> Presses(string person, Message message, string label)
        {
            var cancel = TestContext.Current.CancellationToken;
            if (message.Parts.FirstOrDefault(one => (string?)one["label"] == label && one["custom_id"] is not null) is { } button)
                return world.Click(person, message.ChannelId, message.Id, (string)button["custom_id"]!, cancel);
            var (menu, option) = (from one in message.Parts
                                  from each in one["options"] as JsonArray ?? []
                                  where ((string?)each!["label"])?.Contains(label, StringComparison.Ordinal) ?? false
                                  select (one, each)).First();
            return world.Choose(person, message.ChannelId, message.Id, (string)menu["custom_id"]!, [(string)option["value"]!], cancel);
        }
    }

    extension(Message message)
    {
        /// <summary>All that it shows, without the backslashes that keep it from being markup.</summary>
        public string Shown => ((message.Components?.ToJsonString(Json.Options) ?? "") + message.Content + message.Failure)
            .Replace("\\\\", "", StringComparison.Ordinal);

        public IEnumerable<JsonObject> Parts => All(message.Components);

        public IReadOnlyList<string> Buttons =>
            [.. message.Parts.Where(one => (int?)one["type"] == 2).Select(one => (string?)one["label"] ?? "")];
    }

    static IEnumerable<JsonObject> All(JsonNode? node) => node switch
    {
        JsonObject component => component.SelectMany(member => All(member.Value)).Prepend(component),
        JsonArray list => list.SelectMany(All),
        _ => [],
    };
}

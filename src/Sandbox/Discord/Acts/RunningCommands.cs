namespace OpsBot.Sandbox.Discord;

/// <summary>A person runs a slash command.</summary>
public static class RunningCommands
{
    extension(DiscordWorld world)
    {
        /// <summary>
        /// <paramref name="command"/>: with its subcommand words and without the slash, "instance stop".
        /// <paramref name="options"/>: by name; a user as an id or @name, a channel as an id or #name.
        /// </summary>
        public async Task<Outcome> RunCommand(
            string personId, string channelId, string command, IReadOnlyDictionary<string, string> options, CancellationToken cancel)
        {
            if (Here.Find(world, personId, channelId) is not { } here) return Outcome.Failed(Outcome.Gone);
            if (world.Commands.RunnableBy(here.Person, here.Channel).FirstOrDefault(each => each.Path == command) is not { } runnable)
                return Outcome.Failed(Outcome.Gone, $"There is no command /{command} here.");
            var wrong = OptionCheck.Of(world, here.Channel, runnable, options);
            if (!wrong.IsEmpty) return new() { FieldErrors = wrong };

            var interaction = world.Interactions.New(InteractionKind.Command, personId, channelId, command);
            var payload = InteractionJson.Of(world, interaction, CommandData.Of(world, here.Channel, runnable, options, focused: null));
            var answer = await world.Courier.Deliver(interaction, payload, cancel);
            if (!answer.Ok) world.ShowFailure(interaction, Outcome.DidNotRespond);
            return Outcome.Of(answer, interaction, Outcome.DidNotRespond);
        }

        public Task<Outcome> RunCommand(string personId, string channelId, string command, CancellationToken cancel) =>
            world.RunCommand(personId, channelId, command, new Dictionary<string, string>(), cancel);

        /// <summary>Discord's own words under the command, for who ran it.</summary>
        internal void ShowFailure(Interaction interaction, string sentence) => world.Messages.Put(new()
        {
            Id = world.Ids.Next(),
            ChannelId = interaction.ChannelId,
            AuthorId = world.App.BotUserId,
            Kind = interaction.IsMessageCommand ? MessageKind.MessageCommand : MessageKind.SlashCommand,
            SentAt = world.Time.GetUtcNow(),
            Flags = MessageFlags.Ephemeral,
            EphemeralTo = interaction.PersonId,
            Used = new(interaction.Id, interaction.Kind, interaction.PersonId, interaction.Command, interaction.MessageId),
            Failure = sentence,
        });
    }
}

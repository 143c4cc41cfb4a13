using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;

namespace OpsBot.Core.Replies;

/// <summary>One thing that was said and is yet to be written down; its content is a reply or a form.</summary>
sealed record OutboxMessage(string Key, To To, object Content, string Text)
{
    string Kind => Content is Form ? "form" : "reply";

    /// <summary>Adds what writes it down; given a claim, one result tells what of it was handed over.</summary>
    public void AddTo(Batch batch, DateTimeOffset now, TimeSpan? claim)
    {
        var (id, key, kind, content, trace) = (Guid.CreateVersion7(now), Key, Kind, Text, Tracing.Here);
        switch (To)
        {
            case To.Place(var at) when claim is { } length:
                batch.Add(ClaimedAtPlace,
                    new { id, key, kind, content, trace, now, at.Platform, Place = at.Kind, PlaceId = at.Id, at.Means, length });
                batch.Add(SaidAnew, new { key });
                return;
            case To.Place(var at):
                Write();
                batch.Add(AtPlace, new { key, now, at.Platform, Place = at.Kind, PlaceId = at.Id, at.Means });
                return;
            case To.Channel(var purpose):
                Write();
                batch.Add(InChannels, new { key, now, purpose });
                return;
            case To.Person(var person):
                Write();
                batch.Add(ToPerson, new { key, now, person });
                return;
            case To.WhereItStands:
                Write();
                return;
            default:
                throw new InvalidOperationException($"Nothing can be said to {To}.");
        }

        void Write()
        {
            batch.Add(Message, new { id, key, kind, content, trace, now });
            batch.Add(SaidAnew, new { key });
        }
    }

    /// <summary>What of it is this process's own; none where it stood there before, and whoever delivers has to look.</summary>
    public async Task<HandedOver?> Read(NpgsqlDataReader reader, DateTimeOffset now, CancellationToken cancel) =>
        To is To.Place(var at) && (await reader.Rows<Row>(cancel)).SingleOrDefault() is { } row
            ? new(row.Id, row.MessageId, Key, Content, Text, row.Version, at, now, row.ClaimedUntil) { Trace = Tracing.Here } : null;

    sealed record Row(long Id, Guid MessageId, long Version, DateTimeOffset ClaimedUntil);

    const string Message =
        """
        insert into messages (id, key, kind, content, trace, said_at)
        values (@id, @key, @kind, @content, @trace, @now)
        on conflict (key) do update
        set    content = excluded.content,
               version = messages.version + case when messages.content = excluded.content then 0 else 1 end,
               trace = excluded.trace,
               said_at = excluded.said_at
        """;

    // Claimed as it is written, so that no other process takes it up while this one delivers it.
    const string ClaimedAtPlace =
        """
        with said as (
            insert into messages (id, key, kind, content, trace, said_at)
            values (@id, @key, @kind, @content, @trace, @now)
            on conflict (key) do update
            set    content = excluded.content,
                   version = messages.version + case when messages.content = excluded.content then 0 else 1 end,
                   trace = excluded.trace,
                   said_at = excluded.said_at
            returning id, version)
        insert into deliveries (message_id, platform, place_kind, place_id, place_means, first_said_at, not_before, attempts, claimed_until)
        select id, @Platform, @Place, @PlaceId, @Means::jsonb, @now, @now, 1, clock_timestamp() + @length as claimed_until
        from   said
        on conflict (message_id, platform, place_kind, place_id) do nothing
        returning id, message_id, (select version from said) as version, claimed_until
        """;

    // A statement of its own: it sees what another transaction wrote while this one waited for the message. A pause that the platform
    // asked for stays, so no edit jumps its queue. Where it was given up it is tried once more: the right to write there may have been
    // given since. What is pending already goes out in the newest wording.
    const string SaidAnew =
        """
        update deliveries d
        set    pending = true, ended_at = null, attempts = case when d.ended_at is null then d.attempts else 0 end
        from   messages m
        where  m.key = @key and d.message_id = m.id and not d.pending and d.sent_version < m.version
        """;

    const string AtPlace =
        """
        insert into deliveries (message_id, platform, place_kind, place_id, place_means, first_said_at, not_before)
        select id, @Platform, @Place, @PlaceId, @Means::jsonb, @now, @now
        from   messages
        where  key = @key
        on conflict (message_id, platform, place_kind, place_id) do nothing
        """;

    const string InChannels =
        """
        insert into deliveries (message_id, platform, place_kind, place_id, first_said_at, not_before)
        select m.id, c.platform, 'channel', c.channel_id, @now, @now
        from   messages m
        cross  join channels c
        where  m.key = @key and c.purpose = @purpose
        on conflict (message_id, platform, place_kind, place_id) do nothing
        """;

    const string ToPerson =
        """
        insert into deliveries (message_id, platform, place_kind, place_id, first_said_at, not_before)
        select m.id, a.platform, 'person', a.account_id, @now, @now
        from   messages m
        cross  join chat_accounts a
        where  m.key = @key and a.operator_id = @person
        on conflict (message_id, platform, place_kind, place_id) do nothing
        """;
}

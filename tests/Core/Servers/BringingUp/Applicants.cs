using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.BringingUp;

/// <summary>Organizations that want a server of their own, and what became of them.</summary>
static class Applicants
{
    static int made;

    extension(Desk desk)
    {
        /// <summary>What can be ordered has been read, and what other tests used up counts no more.</summary>
        public async Task Opens()
        {
            desk.Cloud.MostServers = 1_000;
            desk.Cloud.Allowance.Left = desk.Cloud.Allowance.Most;
            await desk.Execute("delete from provider_budget", new { });
            await desk.Get<CatalogueReading>().Round(TestContext.Current.CancellationToken);
        }

        /// <summary>One that waits to be approved; its slug is new each time.</summary>
        public async Task<string> Applicant(string tier = "starter", string network = "dual", string? slug = null)
        {
            slug ??= $"applicant-{Interlocked.Increment(ref made)}";
            await desk.Execute(
                """
                insert into organizations (id, slug, name, tier, network, state, created_at)
                values (@Id, @slug, @Name, @tier, @network, 'pending', @Now)
                """, new { Id = Guid.CreateVersion7(), slug, Name = $"{slug} Ltd", tier, network });
            return slug;
        }

        /// <summary>One that an admin has just approved.</summary>
        public async Task<string> Approved()
        {
            var slug = await desk.Applicant();
            await desk.Does("adam", $"/org approve {slug}");
            return slug;
        }

        /// <summary>Its job comes to its end, and that is a server of its own, and no second one.</summary>
        public async Task IsActive(string slug)
        {
            await desk.RunJobs();
            Assert.True(await desk.Organization(slug) == "active on starter in nbg1", (await desk.LastWords(slug)).Text);
            Assert.Single(desk.AtHetzner(slug));
            Assert.Single(await desk.ServersOf(slug), "running cx23 in nbg1");
        }

        /// <summary>Its job waits in that step.</summary>
        public Task<bool> IsAt(string slug, string step) => desk.One<bool>(
            """
            select exists (
                   select from jobs j join job_steps s on s.job_id = j.id
                   where  j.target_label = @slug and j.state = 'queued' and s.name = @step and s.state = 'looking')
            """, new { slug, step });

        /// <summary>"active on growth in nbg1".</summary>
        public Task<string> Organization(string slug) =>
            desk.One<string>("select state || ' on ' || tier || ' in ' || region from organizations where slug = @slug", new { slug });

        /// <summary>"running cx23 in nbg1", for each that there ever was, oldest first.</summary>
        public Task<IReadOnlyList<string>> ServersOf(string slug) => desk.All<string>(
            """
            select   s.state || ' ' || s.type || ' in ' || s.region
            from     servers s
            join     organizations o on o.id = s.organization_id
            where    o.slug = @slug
            order by s.created_at
            """, new { slug });

        public IReadOnlyList<CloudServer> AtHetzner(string slug) =>
            [.. desk.Cloud.Servers.Where(server => server.Name.StartsWith($"{slug}-", StringComparison.Ordinal))];

        public Task<string?> RouteTo(string slug) => desk.One<string?>(
            "select max(state || ' ' || host(address) || ':' || port) from routes where slug = @slug", new { slug });

        public Task<IReadOnlyList<string>> AuditOfOrg(string slug) => desk.All<string>(
            """
            select   a.operation || ' ' || a.outcome
            from     audit a
            join     organizations o on o.id = a.target_id
            where    o.slug = @slug
            order by a.seq
            """, new { slug });

        /// <summary>What the last message of its jobs says now.</summary>
        public async Task<Reply> LastWords(string slug) => Json.Read<Reply>(await desk.One<string>(
            """
            select   m.content
            from     jobs j
            join     messages m on m.key = j.message_key
            where    j.target_label = @slug
            order by j.number desc
            limit    1
            """, new { slug }));

        /// <summary>Works on what is due until nothing is any more, without moving time.</summary>
        public async Task WorkNow()
        {
            while (await desk.Get<OpsBot.Core.Jobs.JobRunner>().RunNext(TestContext.Current.CancellationToken)) { }
        }

        /// <summary>And moves time on until the job of that organization waits for what is sold out.</summary>
        public async Task WaitsForRoom(string slug)
        {
            for (var rounds = 0; rounds < 100; rounds++)
            {
                await desk.WorkNow();
                if ((await desk.LastWords(slug)).Buttons.Any(button => button.Label == "Other region")) return;
                desk.Clock.Advance(TimeSpan.FromSeconds(1));
            }
            Assert.Fail($"{slug} never waited: {(await desk.LastWords(slug)).Text}");
        }

        public async Task<Outcome> Does(string who, string line, OutcomeKind kind = OutcomeKind.Done, string? because = null)
        {
            var outcome = await desk.Ask(who, line, because);
            Assert.True(outcome.Kind == kind, $"{line}: {outcome.Kind} {outcome.Text}");
            return outcome;
        }
    }
}

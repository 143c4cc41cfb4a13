using OpsBot.Core.Jobs;

namespace OpsBot.Tests.Testing;

/// <summary>What became of a rented server, here and at the pretend provider.</summary>
static class ServersSeen
{
    extension(Desk desk)
    {
        public Task<string> StateOf(RentedServer server) =>
            desk.One<string>("select state from servers where id = @Id", new { Id = server.Id.Value });

        public Task<IReadOnlyList<string>> AuditOf(RentedServer server) => desk.All<string>(
            "select operation || ' ' || outcome from audit where target_id = @Id order by seq", new { Id = server.Id.Value });

        /// <summary>What was begun to it at the provider, oldest first.</summary>
        public IReadOnlyList<string> DoneTo(RentedServer server)
        {
            lock (desk.Cloud.Gate)
                return
                [
                    .. from action in desk.Cloud.Schedule.Actions
                       where action.Resources.Any(one => one.Type == "server" && one.Id == server.Cloud.Id)
                       select action.Command,
                ];
        }

        /// <summary>Runs every job to its end, as if its worker died in the middle of each step and nobody heard how that went.</summary>
        public async Task RunJobsThroughDeaths()
        {
            for (var rounds = 0; rounds < 30 && await desk.Get<JobRunner>().RunNext(TestContext.Current.CancellationToken); rounds++)
            {
                await desk.Execute(
                    """
                    update job_steps
                    set    state = 'running', ended_at = null
                    where  (job_id, started_at) in (select job_id, max(started_at) from job_steps group by job_id)
                    and    exists (select from jobs j where j.id = job_id and j.state in ('queued', 'running'))
                    """, new { });
                desk.Clock.Advance(TimeSpan.FromSeconds(10));
            }
            await desk.RunJobs();
        }

        /// <summary>Somebody deletes it in the provider's console.</summary>
        public void Vanish(RentedServer server)
        {
            lock (desk.Cloud.Gate) desk.Cloud.Remove(server.Cloud);
        }
    }
}

using ScalewayPoc.Api;
using ScalewayPoc.Api.DeadLetters;
using ScalewayPoc.Api.Demo;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Api.Rebuild;
using ScalewayPoc.Api.Status;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Http;
using ScalewayPoc.ServiceDefaults.Queues;
using ScalewayPoc.ServiceDefaults.Stores;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults(isPublic: true);
builder.AddRequestDraining();
builder.AddTokenAuthentication();
builder.AddRedisStore(ResourceNames.Redis);
builder.AddEventLogDatabase(ResourceNames.Events);
builder.AddSqsQueue(ResourceNames.Ingress);
builder.AddHttpLimits();
builder.AddRateLimits();
builder.AddProblems();
builder.AddOutbox();
builder.AddRebuild();
builder.AddKeyValues();
builder.AddEvents();
builder.AddDeadLetters();
builder.AddStatus();
builder.AddApiDocument();

var app = builder.Build();
if (args is [RebuildApi.Command, ..])
{
    return await RebuildApi.RunAsync(app, args);
}
app.UseSecurityHeaders();
app.UseProblems();
app.UseHeadRequests();
app.UseRouting();
app.UseHttpLimits();
app.UseTokenAuthentication();
// After authentication, which finds the caller, and before authorization, so that refused requests count.
app.UseRateLimiter();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapKeyValues();
app.MapEvents();
app.MapDeadLetters();
app.MapStatus();
app.MapRebuild();
app.MapDemo();
app.MapProblems();
app.MapApiDocument();
app.Run();
return 0;

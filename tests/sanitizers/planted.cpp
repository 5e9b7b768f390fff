// Mistakes that a sanitizer must find, and one program without any: what finds nothing must be seen to find something.
//   planted race|ordered|overflow|shift
#include <climits>
#include <cstdio>
#include <string>
#include <vector>

namespace {

int total = 0;

void race() {
#pragma omp parallel for num_threads(4)
  for (int i = 0; i < 1000; ++i) total += i;
}

// The same, in an order that only OpenMP's runtime knows of: without archer the thread sanitizer takes it for a race.
void ordered() {
#pragma omp parallel num_threads(4)
  {
#pragma omp single
    total = 1;
#pragma omp critical
    ++total;
  }
}

void overflow(int past) {
  const std::vector<int> few(4);
  total = few.data()[few.size() - 1 + static_cast<unsigned>(past)];
}

void shift(int by) { total = INT_MAX + by; }

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  if (what == "race") race();
  if (what == "ordered") ordered();
  if (what == "overflow") overflow(count);
  if (what == "shift") shift(count);
  std::printf("%d\n", total);
}

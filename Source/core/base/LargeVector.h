#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise
{
/** From this size on, a LargeVector's elements lie in a nameless temporary file that is mapped into memory (on
    Linux; elsewhere always in memory), so that the system can take its pages back: 2 hours of signal at 44.1 kHz. */
inline constexpr std::size_t spillBytes = std::size_t{1} << 30;

namespace detail
{
/** In $TMPDIR or /var/tmp, which unlike /tmp lies on a disk. Reserves the disk space. Throws OutputError where
        it is missing. */
void* allocateSpilled(std::size_t bytes);
/** Returns at once: to give 6 GB back takes the system a second or two, and whoever cancelled does not wait for it. */
void deallocateSpilled(void* memory, std::size_t bytes) noexcept;
void pageOutSpilled(const void* first, std::size_t bytes) noexcept;
} // namespace detail

/** Memory of a LargeVector, or what is mapped into memory already; see mappedVector(). */
template <typename T>
struct SpillingAllocator
{
    using value_type = T;
    using propagate_on_container_move_assignment = std::true_type;
    using propagate_on_container_swap = std::true_type;

    SpillingAllocator() = default;
    template <typename U>
    SpillingAllocator(const SpillingAllocator<U>&) noexcept
    {
    }
    SpillingAllocator(std::span<T> mappedElements, std::shared_ptr<const void> ownerOfMapped)
        : mapped(mappedElements), owner(std::move(ownerOfMapped))
    {
    }

    T* allocate(std::size_t count)
    {
        if (!mapped.empty() && count == mapped.size())
            return mapped.data();
        if (count > static_cast<std::size_t>(-1) / sizeof(T))
            throw std::bad_array_new_length();
        const auto bytes = count * sizeof(T);
        return static_cast<T*>(bytes < spillBytes ? ::operator new(bytes) : detail::allocateSpilled(bytes));
    }

    void deallocate(T* memory, std::size_t count) noexcept
    {
        if (isMapped(memory))
            return;
        if (count * sizeof(T) < spillBytes)
            ::operator delete(memory);
        else
            detail::deallocateSpilled(memory, count * sizeof(T));
    }

    /** Without a value there is none: to write zeros into gigabytes that are overwritten anyway takes seconds, in which
        nothing can be cancelled, and what is mapped has its values. */
    template <typename U>
    void construct(U* place) noexcept(noexcept(::new (static_cast<void*>(place)) U))
    {
        ::new (static_cast<void*>(place)) U;
    }

    template <typename U, typename... Arguments>
    void construct(U* place, Arguments&&... arguments)
    {
        ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
    }

    /** A copy has memory of its own. */
    SpillingAllocator select_on_container_copy_construction() const { return {}; }

    bool isMapped(const T* element) const
    {
        return std::less_equal<>()(mapped.data(), element) &&
               std::less<>()(element, mapped.data() + mapped.size());
    }

    bool operator==(const SpillingAllocator& other) const { return mapped.data() == other.mapped.data(); }

    std::span<T> mapped;
    std::shared_ptr<const void> owner; ///< of what is mapped
};

/** For signals of hours. Growing copies everything: reserve first. Elements that were given no value have none. */
template <typename T>
using LargeVector = std::vector<T, SpillingAllocator<T>>;

/** What lies in a mapped file as a vector that keeps the file mapped. Growing it moves it into memory. */
template <typename T>
LargeVector<T> mappedVector(std::span<T> elements, std::shared_ptr<const void> owner)
{
    return LargeVector<T>(elements.size(), SpillingAllocator<T>(elements, std::move(owner)));
}

/** Lets the system have the memory of these elements, where they lie in a file; they come back when they are next
    touched. Those of a mapped file must not have been changed. Threads: beside any use of the elements. */
template <typename T>
void pageOut(const LargeVector<T>& vector, std::size_t first, std::size_t count) noexcept
{
    if (vector.capacity() * sizeof(T) >= spillBytes || vector.get_allocator().isMapped(vector.data()))
        detail::pageOutSpilled(vector.data() + first, count * sizeof(T));
}
} // namespace reprise
